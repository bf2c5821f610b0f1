/** Formats a cost estimate as text: the three destinations side by side, the main drivers and the assumptions. */
import { DAYS_PER_MONTH, EXPORT_DESTINATIONS, type ExportDestination } from './bill-lines.ts';
import { BILL_LINE_NAMES, totalOf, type CostDriver, type MonthlyCost, type BillLineName } from './monthly-cost.ts';
import type { Volume } from './volume.ts';
import { formatCount } from '../../terminal/summary-lines.ts';

const BILL_LINE_LABELS: Readonly<Record<BillLineName, string>> = {
    vended_logs: 'Cognito export (vended logs)',
    firehose: 'Firehose: ingestion',
    conversion: 'Firehose: conversion to Parquet',
    partitioning: 'Firehose: partitioning',
    lambda: 'Lambda: transform',
    s3_requests: 'S3: objects written',
    s3_storage: 'S3: storage',
    log_storage: 'CloudWatch Logs: storage',
    athena: 'Athena: bytes scanned',
    monitoring: 'alarms, dashboard, metrics',
    plus_plan: 'Cognito Plus plan',
};

export type CostReport = {
    /** Where the volume comes from, as text. */
    readonly source: string;
    readonly prices: string;
    readonly volume: Volume;
    readonly costs: Readonly<Record<ExportDestination, MonthlyCost>>;
    readonly drivers: readonly CostDriver[];
    /** What the estimate leaves out; null if complete. */
    readonly warning: string | null;
};

const LABEL_WIDTH = 34;
const COLUMN_WIDTH = 13;

const formatUsd = (value: number): string =>
    value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const line = (label: string, values: readonly string[]): string =>
    `  ${label.padEnd(LABEL_WIDTH)}${values.map((value) => value.padStart(COLUMN_WIDTH)).join('')}\n`;

const formatDestinations = (valueOf: (destination: ExportDestination) => number): readonly string[] =>
    EXPORT_DESTINATIONS.map((destination) => formatUsd(valueOf(destination)));

const volumeLine = ({ activityPerDay, notificationsPerDay, activeUsers, pools, eventBytes }: Volume): string =>
    `${formatCount(activityPerDay)} events and ${formatCount(notificationsPerDay)} delivery errors a day ` +
    `of ${formatCount(eventBytes)} bytes, ${formatCount(activeUsers)} active users, ` +
    `${formatCount(pools)} user ${pools === 1 ? 'pool' : 'pools'}`;

const assumptions = ({ lakeDays, rawDays, queriesPerDay, daysPerQuery, filesPerDay, bufferSeconds }: Volume): string =>
    [
        `A month has ${DAYS_PER_MONTH} days. Storage: ${formatCount(lakeDays)} days of the lake` +
            `${rawDays > 0 ? ` and ${formatCount(rawDays)} days of raw/` : ''}.`,
        `Athena: ${formatCount(queriesPerDay)} queries a day over ${formatCount(daysPerQuery)} days each, ` +
            'at least 10 MB per query.',
        filesPerDay === null
            ? `Files: one every ${formatCount(bufferSeconds)} seconds per pool and event type, at most one per event.`
            : `Files: ${formatCount(filesPerDay)} a day, as in the lake.`,
        'Firehose: vended logs billed by their bytes, other records in steps of 5 KB; conversion always in steps.',
        'CloudWatch: one envelope per event, an upper bound if a record has several events.',
        'S3: without the queue and reads of the import.',
    ]
        .map((text) => `  ${text}\n`)
        .join('');

/** The report as lines of text. */
export const costText = ({ source, prices, volume, costs, drivers, warning }: CostReport): string =>
    [
        `Estimated cost per month in USD (${prices}; ${source}):\n`,
        line('destination of user activity', EXPORT_DESTINATIONS),
        ...BILL_LINE_NAMES.filter((name) => name !== 'plus_plan').map((name) =>
            line(
                BILL_LINE_LABELS[name],
                formatDestinations((destination) => costs[destination][name]),
            ),
        ),
        line(
            'subtotal: lake',
            formatDestinations((destination) => totalOf(costs[destination]) - costs[destination].plus_plan),
        ),
        line(
            BILL_LINE_LABELS.plus_plan,
            formatDestinations((destination) => costs[destination].plus_plan),
        ),
        line(
            'total',
            formatDestinations((destination) => totalOf(costs[destination])),
        ),
        `Main cost drivers. Doubling one adds:\n`,
        ...drivers.map((each) =>
            line(
                each.driver,
                formatDestinations((destination) => each[destination]),
            ),
        ),
        `Estimated for ${volumeLine(volume)}\n`,
        warning === null ? '' : `  ${warning}\n`,
        assumptions(volume),
    ].join('');
