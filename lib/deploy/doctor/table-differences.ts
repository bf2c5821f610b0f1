/** What of a table of Glue is not as schemas/ and athena/ have it. */
import type { Column, Table } from '@aws-sdk/client-glue';

/** A table as the stack makes it. */
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

type Columns = readonly Pick<Column, 'Name' | 'Type'>[];

const columnDifferences = (
    what: string,
    found: Columns,
    expected: ExpectedTable['PartitionKeys'],
): readonly string[] => {
    const types = new Map(found.map(({ Name = '', Type = '' }) => [Name, Type]));
    const known = new Set(expected.map(({ Name }) => Name));
    const each = [
        ...expected.flatMap(({ Name, Type: right }) => {
            const type = types.get(Name);
            if (type === undefined) return [`lacks the ${what} ${Name}`];
            return type === right ? [] : [`its ${what} ${Name} is ${type}, not ${right}`];
        }),
        ...[...types.keys()]
            .filter((name) => !known.has(name))
            .map((name) => `has a ${what} ${name} that schemas/ has not`),
    ];
    const isShuffled = each.length === 0 && found.some(({ Name }, index) => Name !== expected[index]?.Name);
    return isShuffled ? [`its ${what}s are in another order`] : each;
};

const text = (what: string, found: string | undefined, expected: string | undefined): readonly string[] =>
    expected === undefined || found === expected ? [] : [`its ${what} is ${found ?? 'not set'}, not ${expected}`];

/** A slash at the end is the same folder. */
const folder = (location: string | undefined): string | undefined => location?.replace(/\/$/, '');

const viewDifferences = (found: string | undefined, expected: string | undefined): readonly string[] => {
    if (expected === undefined || found === expected) return [];
    return [found === undefined || found === '' ? 'has no text' : 'its text is another than that of athena/views'];
};

/** Each in a few words; none where the table is as it should be. Parameters that somebody has added are left alone. */
export const tableDifferences = (found: Partial<Table>, expected: ExpectedTable): readonly string[] => {
    const [storage, right] = [found.StorageDescriptor, expected.StorageDescriptor];
    return [
        ...text('type', found.TableType, expected.TableType),
        ...columnDifferences('column', storage?.Columns ?? [], right.Columns),
        ...columnDifferences('partition column', found.PartitionKeys ?? [], expected.PartitionKeys),
        ...text('place', folder(storage?.Location), folder(right.Location)),
        ...text('input format', storage?.InputFormat, right.InputFormat),
        ...text('output format', storage?.OutputFormat, right.OutputFormat),
        ...text('SerDe', storage?.SerdeInfo?.SerializationLibrary, right.SerdeInfo.SerializationLibrary),
        ...Object.entries(expected.Parameters).flatMap(([name, value]) =>
            text(`parameter ${name}`, found.Parameters?.[name], value),
        ),
        ...viewDifferences(found.ViewOriginalText, expected.ViewOriginalText),
    ];
};
