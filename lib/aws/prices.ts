/** The list prices that costs are reckoned with: the dated file of the package, and what a file of one's own says otherwise. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { Complaint } from '../basics/complaint.ts';
import { errorMessage } from '../basics/thrown.ts';
import { packageRoot } from '../basics/package-root.ts';
import { printable } from '../terminal/printable.ts';

export const TB = 1024 ** 4;

/** Athena bills at least 10 MB a query: aws.amazon.com/athena/pricing. */
export const QUERY_BYTES = 10 * 1024 ** 2;

/** What one query is billed for that scans so many bytes. */
export const scannedTb = (bytes: number): number => Math.max(QUERY_BYTES, bytes) / TB;

const PRICE_NAMES = [
    'vended_logs_to_cloudwatch_gb',
    'vended_logs_to_firehose_gb',
    'vended_logs_to_s3_gb',
    'cloudwatch_logs_storage_gb_month',
    'firehose_ingestion_gb',
    'firehose_vended_logs_gb',
    'firehose_conversion_gb',
    'firehose_partitioning_gb',
    'firehose_partitioning_1000_objects',
    'lambda_arm_gb_second',
    'lambda_million_requests',
    's3_1000_puts',
    's3_storage_gb_month',
    'athena_tb_scanned',
    'cloudwatch_alarm_month',
    'cloudwatch_dashboard_month',
    'cloudwatch_metric_month',
    'cognito_plus_active_user',
] as const;

export type PriceName = (typeof PRICE_NAMES)[number];

const amount = z
    .number({ error: 'write a price in USD, such as 0.029' })
    .min(0, { error: 'write a price that is not below 0' });
const step = z.strictObject({ up_to: z.number().positive().optional(), usd: amount });
const price = z.strictObject({
    usd: z.union([amount, z.array(step).min(1)], { error: 'write a price in USD, or steps of up_to and usd' }),
    source: z.string().optional(),
    checked: z.string().optional(),
});

const priceFile = z.strictObject({
    as_of: z.iso.date({ error: 'write the day of the prices, such as 2026-01-31' }),
    region: z.string({ error: 'write the region of the prices, such as us-east-1' }),
    prices: z.partialRecord(z.enum(PRICE_NAMES), price, {
        error: `write prices by their names: ${PRICE_NAMES.join(', ')}`,
    }),
});

/** That of the package has them all. */
const wholePriceFile = priceFile.extend({ prices: z.record(z.enum(PRICE_NAMES), price) });

type PriceFile = z.infer<typeof priceFile>;
type Price = z.infer<typeof price>;

/** What `units` of something cost in a month, in USD. */
export type Priced = (name: PriceName, units: number) => number;

/** Prices, and in words from when and where they are. */
export type Prices = { readonly costOf: Priced; readonly told: string };

/** Units in steps: each step's price for what lies in it. A month of more than the last step is at the last price. */
export const steppedCost = ({ usd }: Price, units: number): number => {
    if (typeof usd === 'number') return usd * units;
    let [cost, from] = [0, 0];
    for (const { up_to: upTo = Infinity, usd: each } of usd) {
        cost += Math.max(0, Math.min(units, upTo) - from) * each;
        from = upTo;
    }
    return cost;
};

const explain = ({ path, message }: z.core.$ZodIssue): string => `${path.join('.') || 'the file'}: ${message}`;

/** The text as YAML's own types: a day stays a text. */
const readYaml = (path: string): unknown => {
    try {
        return parseYaml(readFileSync(path, 'utf8'), { schema: 'core' });
    } catch (error) {
        throw new Complaint(`${printable(path)} can’t be read as prices: ${printable(errorMessage(error))}`);
    }
};

const readPriceFile = <File extends PriceFile>(path: string, schema: z.ZodType<File>): File => {
    const { success, data, error } = schema.safeParse(readYaml(path));
    if (success) return data;
    throw new Complaint(
        `${printable(path)} is no file of prices:\n${error.issues.map((issue) => `  ${printable(explain(issue))}`).join('\n')}\nprices/us-east-1.yml shows how one is written.`,
    );
};

const told = (file: PriceFile): string => `list prices of ${file.region} as of ${file.as_of}`;

/**
 * The prices of the package; those that a file of one's own has are taken from there.
 *
 * @throws Complaint that names what is wrong in the file
 */
export const readPrices = (path?: string): Prices => {
    const shipped = readPriceFile(join(packageRoot(), 'prices', 'us-east-1.yml'), wholePriceFile);
    const own = path === undefined ? null : readPriceFile(path, priceFile);
    const prices: Readonly<Record<PriceName, Price>> = { ...shipped.prices, ...own?.prices };
    const isWhole = own === null || PRICE_NAMES.every((name) => own.prices[name] !== undefined);
    const costOf: Priced = (name, units) => steppedCost(prices[name], units);
    return {
        costOf,
        told: own === null ? told(shipped) : `${told(own)}${isWhole ? '' : `, the rest ${told(shipped)}`}`,
    };
};
