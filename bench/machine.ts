/** What a figure was measured on, and how figures are summed up. */
import { availableParallelism, cpus } from 'node:os';

/** The machine, its Node and the day. */
export const machineLine = (): string =>
    `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}`;

const sorted = (values: readonly number[]): readonly number[] => values.toSorted((one, other) => one - other);
const at = (values: readonly number[], share: number): number =>
    sorted(values)[Math.floor((values.length - 1) * share)] ?? 0;

export const median = (values: readonly number[]): number => at(values, 0.5);

/** The middle 80 %, as text. */
export const spread = (values: readonly number[]): string =>
    `${at(values, 0.1).toFixed(2)} to ${at(values, 0.9).toFixed(2)} in 80 % of the rounds`;
