/** The candidate's microphone: asked for, and how loud it is. */

import { useEffect, type RefObject } from "react";

const WISHES: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };

/** Rejects with the browser's own error, or one named InsecureContextError where the page may not ask at all. */
export async function openMicrophone(deviceId?: string): Promise<MediaStreamTrack> {
  // Absent, whatever the types say, outside https and localhost.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined) {
    const error = new Error("navigator.mediaDevices is absent");
    error.name = "InsecureContextError";
    throw error;
  }
  const audio = deviceId === undefined ? WISHES : { ...WISHES, deviceId: { exact: deviceId } };
  const [track] = (await devices.getUserMedia({ audio })).getAudioTracks();
  if (track === undefined) throw new DOMException("no audio track", "NotFoundError");
  return track;
}

/** The microphones to choose from; names are known only after the first was allowed. */
export async function microphones(): Promise<{ value: string; label: string }[]> {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all
    .filter(({ kind, deviceId, label }) => kind === "audioinput" && deviceId !== "" && label !== "")
    .map(({ deviceId, label }) => ({ value: deviceId, label }));
}

/** Quietest and loudest that the meter shows, in dB below full scale. */
const FLOOR = -60;
const CEILING = -12;

/** Loudness of a block of samples (−1…1) as a share of the meter, 0…1. */
export function levelOf(samples: Float32Array): number {
  const mean = samples.reduce((sum, x) => sum + x * x, 0) / Math.max(1, samples.length);
  const decibels = 10 * Math.log10(mean + 1e-12);
  return Math.min(1, Math.max(0, (decibels - FLOOR) / (CEILING - FLOOR)));
}

/** Writes the track's level, 0…1, to the element's `--level` on every frame: sixty times a second is not React's business. */
export function useLevel(track: MediaStreamTrack | null, meter: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = meter.current;
    if (track === null || element === null) return undefined;
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 1024 });
    const source = context.createMediaStreamSource(new MediaStream([track]));
    source.connect(analyser);
    void context.resume();
    const samples = new Float32Array(analyser.fftSize);
    let shown = 0;
    let frame = 0;
    const draw = (): void => {
      analyser.getFloatTimeDomainData(samples);
      const level = track.enabled ? levelOf(samples) : 0;
      shown = Math.max(level, shown * 0.88);
      element.style.setProperty("--level", shown.toFixed(3));
      element.setAttribute("aria-valuenow", String(Math.round(shown * 100)));
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => {
      cancelAnimationFrame(frame);
      source.disconnect();
      void context.close();
    };
  }, [track, meter]);
}
