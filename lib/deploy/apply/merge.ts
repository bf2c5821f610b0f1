/** Puts what is asked for beside what a pool's delivery has, and tells the difference. */
import { placesOf } from '../delivery/destinations.ts';
import type { LogConfiguration } from '../delivery/log-configuration.ts';

export type Change = {
    readonly event_source: string;
    /** Null where the source went nowhere. */
    readonly before: string | null;
    readonly after: string;
    readonly is_changed: boolean;
};

/** Every source that is not asked about stays as it is, in its place. */
export const merge = (
    found: readonly LogConfiguration[],
    asked: readonly LogConfiguration[],
): readonly LogConfiguration[] => {
    const replaced = found.map(
        (configuration) => asked.find(({ EventSource }) => EventSource === configuration.EventSource) ?? configuration,
    );
    return [
        ...replaced,
        ...asked.filter(({ EventSource }) => !found.some((configuration) => configuration.EventSource === EventSource)),
    ];
};

/** A configuration in a few words. */
export const wordsOf = (configuration: LogConfiguration): string =>
    `${
        placesOf(configuration)
            .map(({ arn }) => arn)
            .join(' and ') || 'nowhere'
    } at ${configuration.LogLevel}`;

/** What becomes of each source. */
export const changesOf = (found: readonly LogConfiguration[], merged: readonly LogConfiguration[]): readonly Change[] =>
    merged.map((configuration) => {
        const before = found.find(({ EventSource }) => EventSource === configuration.EventSource);
        const [was, is] = [before === undefined ? null : wordsOf(before), wordsOf(configuration)];
        return { event_source: configuration.EventSource, before: was, after: is, is_changed: was !== is };
    });

const inOrder = (configurations: readonly LogConfiguration[]): string =>
    configurations
        .map((each) => `${each.EventSource} ${wordsOf(each)}`)
        .toSorted()
        .join('\n');

/** Whether two lists say the same, in whatever order. */
export const isSameDelivery = (one: readonly LogConfiguration[], other: readonly LogConfiguration[]): boolean =>
    inOrder(one) === inOrder(other);
