/** `cost`: what the lake costs a month, before it is deployed or from what it holds. */
import { basename, resolve } from 'node:path';
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { Complaint } from '../lib/complaint.ts';
import { findConfig, readConfig } from '../lib/config/read-config.ts';
import { costText, type CostReport } from '../lib/cost/cost-text.ts';
import { lakeVolume } from '../lib/cost/lake-volume.ts';
import { costsOf, totalOf, whatChangesMost } from '../lib/cost/monthly-cost.ts';
import { readPrices } from '../lib/cost/prices.ts';
import { expectedVolume, type Volume } from '../lib/cost/volume.ts';
import { writeOut } from '../lib/query/write-out.ts';
import { printable } from '../lib/terminal/printable.ts';

type Given = {
    readonly events?: number; readonly users?: number; readonly lake?: string; readonly config?: string; readonly prices?: string;
    readonly eventBytes?: number; readonly deliveryErrors?: number; readonly queries?: number; readonly json: boolean;
};

const EXAMPLES = `
Before the deploy: from the events of user activity a day and the users that are active in a month. With --lake: from what a lake
holds, the last 30 days that have rows. Pools, retention and the raw backup are those of lake.config.yml, else of the example.
The prices are a dated file of the package, for one region: prices/us-east-1.yml. A file like it, also of a few prices, overrides them.

Examples:
  $ npm run -s lake -- cost --events 100000 --users 20000
  $ npm run -s lake -- cost --events 100000 --users 20000 --config staging.yml --prices my-prices.yml --json
  $ npm run -s lake -- cost --lake my-lake
  $ npm run -s lake -- cost --lake s3://my-bucket/lake --users 20000
`;

const numberOf = (option: string) => (text: string): number => {
    const value = Number(text);
    if (!/^\d+(\.\d+)?$/.test(text) || !Number.isFinite(value)) throw new Complaint(`${option} ${printable(text)}: no number. Write it as 100000`, 2);
    return value;
};

const expectedOf = ({ events, users, eventBytes, deliveryErrors, queries }: Given) => {
    if (events === undefined) throw new Complaint('cost needs --events A_DAY and --users A_MONTH, or --lake LAKE to count them in', 2);
    return {
        activityPerDay: events,
        activeUsers: users ?? 0,
        ...(eventBytes === undefined ? {} : { eventBytes }),
        ...(deliveryErrors === undefined ? {} : { notificationsPerDay: deliveryErrors }),
        ...(queries === undefined ? {} : { queriesPerDay: queries }),
    };
};

/** What is given beside a lake stands in for what it would tell. */
const volumeOf = async (given: Given): Promise<{ readonly volume: Volume; readonly from: string }> => {
    const file = given.config === undefined ? findConfig() : { path: resolve(given.config), isExample: false };
    const config = readConfig(file);
    if (given.lake === undefined) return { volume: expectedVolume(expectedOf(given), config), from: `for the pools and days of ${file.isExample ? 'the example of the settings' : printable(basename(file.path))}` };
    const { firstDay, lastDay, ...counted } = await lakeVolume(given.lake);
    const expected = expectedOf({ ...given, events: given.events ?? counted.activityPerDay, users: given.users ?? counted.activeUsers });
    return { volume: { ...expectedVolume(expected, config), ...counted, activeUsers: expected.activeUsers }, from: `from ${printable(given.lake)}, ${firstDay} to ${lastDay}` };
};

const jsonOf = ({ costs, ...report }: CostReport): string =>
    `${JSON.stringify({ ...report, currency: 'USD', costs: Object.fromEntries(Object.entries(costs).map(([destination, cost]) => [destination, { ...cost, total: totalOf(cost) }])) })}\n`;

const run = async (given: Given): Promise<void> => {
    const prices = readPrices(given.prices);
    const { volume, from } = await volumeOf(given);
    const report = { from, prices: prices.told, volume, costs: costsOf(volume, prices.costOf), changes: whatChangesMost(volume, prices.costOf) };
    await writeOut(Readable.from([given.json ? jsonOf(report) : costText(report)]), process.stdout);
};

/** Adds the command. */
export const addCost = (program: Command): void => {
    program
        .command('cost')
        .description('say what the lake costs a month, by part, for the three places that Cognito can export to')
        .option('--events <n>', 'events of user activity a day', numberOf('--events'))
        .option('--users <n>', 'users that are active in a month', numberOf('--users'))
        .option('--lake <lake>', 'count in this lake instead: a folder, or s3://bucket/prefix')
        .option('--config <file>', 'settings other than lake.config.yml')
        .option('--prices <file>', 'prices that override those of the package')
        .option('--event-bytes <n>', 'mean bytes of an event as it is exported', numberOf('--event-bytes'))
        .option('--delivery-errors <n>', 'delivery errors a day (default: 2 in 1,000 events)', numberOf('--delivery-errors'))
        .option('--queries <n>', 'queries a day (default: 20)', numberOf('--queries'))
        .option('--json', 'print the report as JSON', false)
        .addHelpText('after', EXAMPLES)
        .action(run);
};
