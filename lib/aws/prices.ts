/** List prices for cost estimates: the dated file of the package, overridden by a price file of the user. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { UserError } from '../basics/user-error.ts';
import { errorMessage } from '../basics/thrown.ts';
import { packageRoot } from '../basics/package-root.ts';
import { printable } from '../terminal/printable.ts';

const TB = 1024 ** 4;

/** Athena bills at least 10 MB a query: aws.amazon.com/athena/pricing. */
const MIN_QUERY_BYTES = 10 * 1024 ** 2;

/** The TB that Athena bills for one query that scans `bytes`. */
export const billedScanTb = (bytes: number): number => Math.max(MIN_QUERY_BYTES, bytes) / TB;

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

const usdAmount = z
    .number({ error: 'must be a price in USD, such as 0.029' })
    .min(0, { error: 'must not be negative' });
const priceTier = z.strictObject({ up_to: z.number().positive().optional(), usd: usdAmount });
const price = z.strictObject({
    usd: z.union([usdAmount, z.array(priceTier).min(1)], {
        error: 'must be a price in USD, or tiers of up_to and usd',
    }),
    source: z.string().optional(),
    checked: z.string().optional(),
});

const priceFile = z.strictObject({
    as_of: z.iso.date({ error: 'must be the date of the prices, such as 2026-01-31' }),
    region: z.string({ error: 'must be the region of the prices, such as us-east-1' }),
    prices: z.partialRecord(z.enum(PRICE_NAMES), price, {
        error: `must have only these names: ${PRICE_NAMES.join(', ')}`,
    }),
});

/** The file of the package has every price. */
const wholePriceFile = priceFile.extend({ prices: z.record(z.enum(PRICE_NAMES), price) });

type PriceFile = z.infer<typeof priceFile>;
type Price = z.infer<typeof price>;

/** The cost of `units` of something in a month, in USD. */
export type CostFunction = (name: PriceName, units: number) => number;

/** Prices, and a description of their date and region. */
export type Prices = { readonly costOf: CostFunction; readonly description: string };

/** The cost in USD with tiered prices: each tier's price applies to the units within it; the last tier has no end. */
export const tieredCost = ({ usd }: Price, units: number): number => {
    if (typeof usd === 'number') return usd * units;
    let [cost, from] = [0, 0];
    for (const { up_to: upTo = Infinity, usd: each } of usd) {
        cost += Math.max(0, Math.min(units, upTo) - from) * each;
        from = upTo;
    }
    return cost;
};

const formatIssue = ({ path, message }: z.core.$ZodIssue): string => `${path.join('.') || 'the file'}: ${message}`;

/** Parses with the YAML core schema: a date stays a string. */
const readYaml = (path: string): unknown => {
    try {
        return parseYaml(readFileSync(path, 'utf8'), { schema: 'core' });
    } catch (error) {
        throw new UserError(
            `Cannot read prices from ${printable(path)}: ${printable(errorMessage(error))}. ` +
                '--prices takes a YAML file in the form of prices/us-east-1.yml.',
        );
    }
};

const readPriceFile = <File extends PriceFile>(path: string, schema: z.ZodType<File>): File => {
    const { success, data, error } = schema.safeParse(readYaml(path));
    if (success) return data;
    const issues = error.issues.map((issue) => `  ${printable(formatIssue(issue))}\n`).join('');
    throw new UserError(
        `${printable(path)} is not a valid price file:\n${issues}See prices/us-east-1.yml for an example.`,
    );
};

const describePrices = (file: PriceFile): string => `list prices of ${file.region} as of ${file.as_of}`;

/**
 * Reads the prices of the package. Prices in the file at `path`, if given, replace them.
 *
 * @throws UserError that names the mistakes in the file
 */
export const readPrices = (path?: string): Prices => {
    const shipped = readPriceFile(join(packageRoot(), 'prices', 'us-east-1.yml'), wholePriceFile);
    const own = path === undefined ? null : readPriceFile(path, priceFile);
    const prices: Readonly<Record<PriceName, Price>> = { ...shipped.prices, ...own?.prices };
    const isWhole = own === null || PRICE_NAMES.every((name) => own.prices[name] !== undefined);
    const costOf: CostFunction = (name, units) => tieredCost(prices[name], units);
    return {
        costOf,
        description:
            own === null
                ? describePrices(shipped)
                : `${describePrices(own)}${isWhole ? '' : `, the rest ${describePrices(shipped)}`}`,
    };
};
