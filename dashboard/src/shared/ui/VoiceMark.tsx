/** The brand: four bars of a voice. */

export function VoiceMark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#0b6b57" />
      <path
        d="M9 13.5v5M14 9.5v13M19 12v8M24 14.5v3"
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
    </svg>
  );
}
