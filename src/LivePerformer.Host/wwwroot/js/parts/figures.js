/** Figures as they are shown: short, and of one width as far as can be. */
export const ms = (value, digits = 0) => value === null || value === undefined || !Number.isFinite(value) ? '–' : `${value.toFixed(digits)} ms`;
export const percent = value => value === null || value === undefined || !Number.isFinite(value) ? '–' : `${Math.round(100 * value)} %`;
export const count = value => value === null || value === undefined ? '–' : String(value);

/** 75 seconds are 1:15. */
export function clockTime(seconds) {
  if (!Number.isFinite(seconds)) return '–';
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole % 3600 / 60);
  const rest = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

export function size(bytes) {
  if (!Number.isFinite(bytes)) return '–';
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(0)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
