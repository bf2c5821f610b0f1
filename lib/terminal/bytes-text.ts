/** Tells a number of bytes to a person: `1.2 MB`. */

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** In steps of a thousand, with one digit behind the point. */
export const bytesText = (bytes: number): string => {
    const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
    return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${String(UNITS[power])}`;
};
