/** Formats a number of bytes for output: `1.2 MB`. */

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** In decimal units (1 kB is 1,000 bytes), with one decimal place. */
export const formatBytes = (bytes: number): string => {
    const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
    return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${String(UNITS[power])}`;
};
