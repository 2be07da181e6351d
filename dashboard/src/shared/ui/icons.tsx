/** The few icons the pages use, drawn on one 24-unit grid, so that no icon package is needed. */

import type { ReactNode } from "react";

function icon(shape: ReactNode) {
  return function Icon({ size = 18 }: { size?: number }) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        {shape}
      </svg>
    );
  };
}

export const SunIcon = icon(
  <>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1" />
  </>,
);
export const MoonIcon = icon(<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z" />);
export const MicIcon = icon(
  <>
    <rect x="9" y="3" width="6" height="11" rx="3" />
    <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" />
  </>,
);
export const MicOffIcon = icon(
  <>
    <path d="M9 9v2a3 3 0 0 0 4.6 2.5M15 10V6a3 3 0 0 0-5.7-1.3" />
    <path d="M5.5 11.5a6.5 6.5 0 0 0 10 5.5M18.5 11.5c0 1-.2 1.900-.6 2.700M12 18v3M4 4l16 16" />
  </>,
);
export const HangUpIcon = icon(
  <path d="M3.500 15.200c-.6-.7-.9-1.700-.6-2.600C4.200 9.500 7.900 7.500 12 7.500s7.800 2 9.100 5.100c.3.9 0 1.900-.6 2.600l-.9.9c-.5.5-1.300.6-1.900.2l-2.200-1.500a1.500 1.500 0 0 1-.6-1.600l.3-1.300a10 10 0 0 0-6.400 0l.3 1.300c.1.600-.1 1.300-.6 1.600l-2.200 1.500c-.6.4-1.400.3-1.900-.2Z" />,
);
export const ClockIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.500" />
    <path d="M12 7.500V12l3 2" />
  </>,
);
export const SparkIcon = icon(<path d="M12 4l1.700 5.300L19 11l-5.300 1.700L12 18l-1.700-5.300L5 11l5.300-1.700Z" />);
export const RecordIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.500" />
    <circle cx="12" cy="12" r="3" fill="currentColor" />
  </>,
);
export const FlagIcon = icon(<path d="M6 21V4h11l-2 4 2 4H6" />);
export const CheckIcon = icon(<path d="M5 12.500 10 17.500 19 7.500" />);
export const LinkIcon = icon(
  <path d="M10 14a4 4 0 0 0 5.700 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1-1" />,
);
export const SoundIcon = icon(<path d="M4 10v4h3.500L12 18V6L7.500 10ZM16 9.500a4 4 0 0 1 0 5M18.500 7a7.500 7.500 0 0 1 0 10" />);
