/** Describes the machine of a measurement, and summarizes values: median and spread. */
import { availableParallelism, cpus } from 'node:os';

/** The day, the Node version and the processors. */
export const machineLine = (): string => {
    const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
    const day = new Date().toISOString().slice(0, 10);
    return `${day}, Node ${process.versions.node}, ${availableParallelism()} × ${processor}`;
};

const sorted = (values: readonly number[]): readonly number[] => values.toSorted((one, other) => one - other);
const percentile = (values: readonly number[], share: number): number =>
    sorted(values)[Math.floor((values.length - 1) * share)] ?? 0;

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** The range of the middle 80 %, as text. */
export const spread = (values: readonly number[]): string =>
    `${percentile(values, 0.1).toFixed(2)} to ${percentile(values, 0.9).toFixed(2)} in 80 % of the rounds`;
