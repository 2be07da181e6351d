/** The current time, renewed every second while somebody watches something that is still running. */

import { useEffect, useState } from "react";

export function useNow(running: boolean): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    if (!running) return undefined;
    const tick = setInterval(() => setNow(new Date()), 1000);
    return () => clearInterval(tick);
  }, [running]);
  return now;
}
