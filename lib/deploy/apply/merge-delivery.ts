/** Merges new log configurations into those of a pool, and lists the changes. */
import { targetsOf } from '../delivery/destinations.ts';
import type { LogConfiguration } from '../delivery/log-configuration.ts';

export type DeliveryChange = {
    readonly event_source: string;
    /** Null if the source had no destination. */
    readonly before: string | null;
    readonly after: string;
    readonly is_changed: boolean;
};

/** Replaces the wanted sources in the configurations found. Other sources keep their configuration and order. */
export const mergeDelivery = (
    found: readonly LogConfiguration[],
    wanted: readonly LogConfiguration[],
): readonly LogConfiguration[] => {
    const replaced = found.map(
        (configuration) => wanted.find(({ EventSource }) => EventSource === configuration.EventSource) ?? configuration,
    );
    return [
        ...replaced,
        ...wanted.filter(
            ({ EventSource }) => !found.some((configuration) => configuration.EventSource === EventSource),
        ),
    ];
};

/** A one-line description of a configuration: destination and log level. */
export const describeConfiguration = (configuration: LogConfiguration): string =>
    `${
        targetsOf(configuration)
            .map(({ arn }) => arn)
            .join(' and ') || 'nowhere'
    } at ${configuration.LogLevel}`;

/** The change of each source. */
export const changesOf = (
    found: readonly LogConfiguration[],
    merged: readonly LogConfiguration[],
): readonly DeliveryChange[] =>
    merged.map((configuration) => {
        const before = found.find(({ EventSource }) => EventSource === configuration.EventSource);
        const [was, is] = [
            before === undefined ? null : describeConfiguration(before),
            describeConfiguration(configuration),
        ];
        return { event_source: configuration.EventSource, before: was, after: is, is_changed: was !== is };
    });

const comparableText = (configurations: readonly LogConfiguration[]): string =>
    configurations
        .map((each) => `${each.EventSource} ${describeConfiguration(each)}`)
        .toSorted()
        .join('\n');

/** Whether two lists are equal, in any order. */
export const isSameDelivery = (one: readonly LogConfiguration[], other: readonly LogConfiguration[]): boolean =>
    comparableText(one) === comparableText(other);
