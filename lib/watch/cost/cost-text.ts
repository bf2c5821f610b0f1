/** Tells costs to a person: the three destinations side by side, what changes most, and what was taken for granted. */
import { DAYS_OF_MONTH, DESTINATIONS, type Destination } from './parts.ts';
import { PART_NAMES, totalOf, type Change, type Cost, type PartName } from './monthly-cost.ts';
import type { Volume } from './volume.ts';

const PARTS: Readonly<Record<PartName, string>> = {
    vended_logs: 'export by Cognito (vended logs)',
    firehose: 'Firehose: what it takes in',
    conversion: 'Firehose: conversion to Parquet',
    partitioning: 'Firehose: partitioning',
    lambda: 'the transform (Lambda)',
    s3_requests: 'S3: objects written',
    s3_storage: 'S3: storage',
    log_storage: 'CloudWatch Logs: storage',
    athena: 'Athena: bytes scanned',
    watching: 'alarms, dashboard, metrics',
    plus_plan: 'Cognito Plus plan',
};

export type CostReport = {
    /** Where the volume comes from, in words. */
    readonly from: string;
    readonly prices: string;
    readonly volume: Volume;
    readonly costs: Readonly<Record<Destination, Cost>>;
    readonly changes: readonly Change[];
    /** What the volume could not tell; null where it told all. */
    readonly unknown: string | null;
};

const LABEL_WIDTH = 34;
const WIDTH = 13;

const usd = (value: number): string =>
    value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const count = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 0 });
const line = (label: string, values: readonly string[]): string =>
    `  ${label.padEnd(LABEL_WIDTH)}${values.map((value) => value.padStart(WIDTH)).join('')}\n`;

const across = (valueOf: (destination: Destination) => number): readonly string[] =>
    DESTINATIONS.map((destination) => usd(valueOf(destination)));

const volumeLine = ({ activityPerDay, notificationsPerDay, activeUsers, pools, eventBytes }: Volume): string =>
    `${count(activityPerDay)} events and ${count(notificationsPerDay)} delivery errors a day of ${count(eventBytes)} bytes, ${count(activeUsers)} active users, ${count(pools)} user ${pools === 1 ? 'pool' : 'pools'}`;

const assumptions = ({ lakeDays, rawDays, queriesPerDay, daysPerQuery, filesPerDay }: Volume): string =>
    [
        `A month is ${DAYS_OF_MONTH} days. Storage is what ${count(lakeDays)} days of the lake${rawDays > 0 ? ` and ${count(rawDays)} of raw/` : ''} come to, when they are full.`,
        `Athena: ${count(queriesPerDay)} queries a day over ${count(daysPerQuery)} days each, read whole; at least 10 MB each.`,
        filesPerDay === null
            ? 'Files: one every five minutes for each pool and event type, at most one an event.'
            : `Files: ${count(filesPerDay)} a day, as the lake has them.`,
        'Firehose: Cognito’s own records by their bytes, others in steps of 5 KB; conversion always in steps.',
        'CloudWatch: an envelope for each event, an upper bound where many come at a time. S3: the import’s own queue and reads are left out.',
    ]
        .map((text) => `  ${text}\n`)
        .join('');

/** The report as lines of text. */
export const costText = ({ from, prices, volume, costs, changes, unknown }: CostReport): string =>
    [
        `A month costs, in USD (${prices}; ${from}):\n`,
        line('user activity exported to', DESTINATIONS),
        ...PART_NAMES.filter((name) => name !== 'plus_plan').map((name) =>
            line(
                PARTS[name],
                across((destination) => costs[destination][name]),
            ),
        ),
        line(
            'the lake',
            across((destination) => totalOf(costs[destination]) - costs[destination].plus_plan),
        ),
        line(
            PARTS.plus_plan,
            across((destination) => costs[destination].plus_plan),
        ),
        line(
            'all',
            across((destination) => totalOf(costs[destination])),
        ),
        `What changes most: twice as much of it adds\n`,
        ...changes.map((change) =>
            line(
                change.twice,
                across((destination) => change[destination]),
            ),
        ),
        `Reckoned for ${volumeLine(volume)}\n`,
        unknown === null ? '' : `  ${unknown}\n`,
        assumptions(volume),
    ].join('');
