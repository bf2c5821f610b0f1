/** Tests of the DDL, against the files in athena/tables and the schemas. */
import { describe, expect, test } from 'vitest';
import { csvTableDdl, tableDdl } from '../../../../lib/deploy/glue/table-ddl.ts';
import { PARTITION_COLUMNS, TABLES, TABLE_NAMES } from '../../../../schemas/columns.ts';
import { CSV_TABLES, CSV_TABLE_NAMES } from '../../../../schemas/csv-tables.ts';

describe.each(TABLE_NAMES)('the DDL of %s', (table) => {
    test('equals the file in athena/tables (`npx vitest run test/lib/deploy/glue -u` updates it)', async () => {
        await expect(tableDdl(table)).toMatchFileSnapshot(`../../../../athena/tables/${table}.sql`);
    });

    test('has the columns of the schema with order and types, then the partition columns', () => {
        const written = [...tableDdl(table).matchAll(/^ {4}([a-z_]+) ([a-z<>]+) comment '/gm)].map(
            ([, name, type]) => ({ name, type }),
        );

        expect(written).toEqual([...TABLES[table], ...PARTITION_COLUMNS].map(({ name, type }) => ({ name, type })));
    });
});

test.each(CSV_TABLE_NAMES)(
    'the DDL of the CSV table %s equals the file in athena/tables and has the columns of the schema',
    async (table) => {
        const ddl = csvTableDdl(table);

        await expect(ddl).toMatchFileSnapshot(`../../../../athena/tables/${table}.sql`);
        expect([...ddl.matchAll(/^ {4}([a-z_]+) string,?$/gm)].map(([, name]) => name)).toEqual(
            CSV_TABLES[table].columns,
        );
    },
);
