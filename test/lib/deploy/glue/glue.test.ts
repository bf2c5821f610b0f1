import { DuckDBTypeId } from '@duckdb/node-api';
import { describe, expect, test } from 'vitest';
import { glueCsvTable } from '../../../../lib/deploy/glue/glue-csv-table.ts';
import { glueTable } from '../../../../lib/deploy/glue/glue-table.ts';
import { glueView, TRINO_TYPES } from '../../../../lib/deploy/glue/glue-view.ts';
import { VIEW_COLUMNS } from '../../../../lib/deploy/glue/view-columns.ts';
import { readViews } from '../../../../lib/lake/views.ts';
import { openLake } from '../../../../lib/lake/open-lake.ts';
import { PARTITION_COLUMNS, TABLES, TABLE_NAMES } from '../../../../schemas/columns.ts';
import { CSV_TABLE_NAMES } from '../../../../schemas/csv-tables.ts';
import { givenLake } from '../../../support/given-lake.ts';
import { DuckdbLake } from '../../../athena/case/duckdb-lake.ts';

describe.each(TABLE_NAMES)('the Glue table %s', (table) => {
    test('has the columns of the schema, and the pools and place that it is given', () => {
        const made = glueTable(table, { location: `s3://lake/${table}`, userPoolIds: 'a_1,b_2' });

        expect(made.StorageDescriptor.Columns.map(({ Name, Type }) => ({ name: Name, type: Type }))).toEqual(
            TABLES[table],
        );
        expect(made.PartitionKeys.map(({ Name, Type }) => ({ name: Name, type: Type }))).toEqual(PARTITION_COLUMNS);
        expect(
            [...made.StorageDescriptor.Columns, ...made.PartitionKeys].filter(({ Comment }) => Comment === ''),
        ).toEqual([]);
        expect(made.Parameters).toMatchObject({
            'projection.enabled': 'true',
            'projection.user_pool_id.values': 'a_1,b_2',
        });
        expect(made.StorageDescriptor.Location).toBe(`s3://lake/${table}`);
    });

    test('may be told its place and pools by functions of a template', () => {
        const made = glueTable(table, { location: { 'Fn::Sub': 's3://${Lake}/x' }, userPoolIds: { Ref: 'Pools' } });

        expect([
            made.StorageDescriptor.Location,
            Object.entries(made.Parameters).find(([name]) => name === 'projection.user_pool_id.values')?.[1],
        ]).toEqual([{ 'Fn::Sub': 's3://${Lake}/x' }, { Ref: 'Pools' }]);
    });
});

describe.each(readViews().map((view) => [view.name, view] as const))('the Glue view %s', (name, view) => {
    test('tells the columns that its text has, in order and with their types', async () => {
        const lake = await DuckdbLake.open();

        const { columns } = await lake.answer(`select * from ${name}`);

        lake.close();
        expect(Object.entries(columns)).toEqual(
            VIEW_COLUMNS[name].map((column) => [column.name, TRINO_TYPES[column.type]]),
        );
    });

    test('holds its text and columns twice, for Glue and for Athena', () => {
        const made = glueView(view, 'logs');

        const definition = JSON.parse(
            Buffer.from(made.ViewOriginalText.slice('/* Presto View: '.length, -' */'.length), 'base64').toString(),
        );
        expect(definition).toEqual({
            originalSql: view.sql,
            catalog: 'awsdatacatalog',
            schema: 'logs',
            columns: VIEW_COLUMNS[name].map((column) => ({ name: column.name, type: TRINO_TYPES[column.type] })),
        });
        expect(made.StorageDescriptor.Columns).toEqual(
            VIEW_COLUMNS[name].map((column) => ({ Name: column.name, Type: column.type })),
        );
    });
});

test.each(CSV_TABLE_NAMES)('the Glue table %s has the columns that DuckDB reads, all texts', async (table) => {
    const lake = await openLake(await givenLake({}));
    const result = await lake.connection.run(`select * from ${table}`);

    expect(glueCsvTable(table, `s3://lake/${table}`).StorageDescriptor.Columns).toEqual(
        result.columnNames().map((Name) => ({ Name, Type: 'string' })),
    );
    expect(new Set(result.columnTypes().map(({ typeId }) => typeId))).toEqual(new Set([DuckDBTypeId.VARCHAR]));
    lake.close();
});
