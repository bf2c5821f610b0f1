/** Compares a Glue table with the one that schemas/ and athena/ define. */
import type { Column, Table } from '@aws-sdk/client-glue';

/** A table as the stack creates it. */
export type ExpectedTable = {
    readonly TableType: string;
    readonly Parameters: Readonly<Record<string, string>>;
    readonly PartitionKeys: readonly { readonly Name: string; readonly Type: string }[];
    readonly StorageDescriptor: {
        readonly Location?: string;
        readonly Columns: readonly { readonly Name: string; readonly Type: string }[];
        readonly InputFormat?: string;
        readonly OutputFormat?: string;
        readonly SerdeInfo: { readonly SerializationLibrary?: string };
    };
    readonly ViewOriginalText?: string;
};

type GlueColumns = readonly Pick<Column, 'Name' | 'Type'>[];

const columnDifferences = (
    what: string,
    found: GlueColumns,
    expected: ExpectedTable['PartitionKeys'],
): readonly string[] => {
    const types = new Map(found.map(({ Name = '', Type = '' }) => [Name, Type]));
    const expectedNames = new Set(expected.map(({ Name }) => Name));
    const each = [
        ...expected.flatMap(({ Name, Type: right }) => {
            const type = types.get(Name);
            if (type === undefined) return [`lacks the ${what} ${Name}`];
            return type === right ? [] : [`its ${what} ${Name} is ${type}, not ${right}`];
        }),
        ...[...types.keys()]
            .filter((name) => !expectedNames.has(name))
            .map((name) => `has a ${what} ${name}, which schemas/ does not define`),
    ];
    const isShuffled = each.length === 0 && found.some(({ Name }, index) => Name !== expected[index]?.Name);
    return isShuffled ? [`its ${what}s are in the wrong order`] : each;
};

const textDifferences = (what: string, found: string | undefined, expected: string | undefined): readonly string[] =>
    expected === undefined || found === expected ? [] : [`its ${what} is ${found ?? 'not set'}, not ${expected}`];

/** A folder with and without a trailing slash is the same. */
const stripTrailingSlash = (location: string | undefined): string | undefined => location?.replace(/\/$/, '');

const viewDifferences = (found: string | undefined, expected: string | undefined): readonly string[] => {
    if (expected === undefined || found === expected) return [];
    return [found === undefined || found === '' ? 'has no SQL' : 'its SQL differs from athena/views'];
};

/** A short text for each difference; empty if the tables match. Ignores additional parameters. */
export const tableDifferences = (found: Partial<Table>, expected: ExpectedTable): readonly string[] => {
    const [storage, right] = [found.StorageDescriptor, expected.StorageDescriptor];
    return [
        ...textDifferences('type', found.TableType, expected.TableType),
        ...columnDifferences('column', storage?.Columns ?? [], right.Columns),
        ...columnDifferences('partition column', found.PartitionKeys ?? [], expected.PartitionKeys),
        ...textDifferences('location', stripTrailingSlash(storage?.Location), stripTrailingSlash(right.Location)),
        ...textDifferences('input format', storage?.InputFormat, right.InputFormat),
        ...textDifferences('output format', storage?.OutputFormat, right.OutputFormat),
        ...textDifferences('SerDe', storage?.SerdeInfo?.SerializationLibrary, right.SerdeInfo.SerializationLibrary),
        ...Object.entries(expected.Parameters).flatMap(([name, value]) =>
            textDifferences(`parameter ${name}`, found.Parameters?.[name], value),
        ),
        ...viewDifferences(found.ViewOriginalText, expected.ViewOriginalText),
    ];
};
