/** Tests of the Glue tables and views, against the schemas and DuckDB. */
import { DuckDBTypeId } from '@duckdb/node-api';
import { describe, expect, test } from 'vitest';
import { glueCsvTable } from '../../../../lib/deploy/glue/glue-csv-table.ts';
import { glueTable } from '../../../../lib/deploy/glue/glue-table.ts';
import { glueView, TRINO_TYPES } from '../../../../lib/deploy/glue/glue-view.ts';
import { VIEW_COLUMNS } from '../../../../lib/deploy/glue/view-columns.ts';
import { readViews } from '../../../../lib/lake/read-views.ts';
import { openLake } from '../../../../lib/lake/open-lake.ts';
import { PARTITION_COLUMNS, TABLES, TABLE_NAMES } from '../../../../schemas/columns.ts';
import { CSV_TABLE_NAMES } from '../../../../schemas/csv-tables.ts';
import { makeSampleLake } from '../../../support/make-sample-lake.ts';
import { DuckdbLake } from '../../../athena/case/duckdb-lake.ts';

describe.each(TABLE_NAMES)('the Glue table %s', (table) => {
    test('has the columns of the schema, and the given pools and location', () => {
        const input = glueTable(table, { location: `s3://lake/${table}`, userPoolIds: 'a_1,b_2' });

        expect(input.StorageDescriptor.Columns.map(({ Name, Type }) => ({ name: Name, type: Type }))).toEqual(
            TABLES[table].map(({ name, type }) => ({ name, type })),
        );
        expect(input.PartitionKeys.map(({ Name, Type }) => ({ name: Name, type: Type }))).toEqual(
            PARTITION_COLUMNS.map(({ name, type }) => ({ name, type })),
        );
        expect(
            [...input.StorageDescriptor.Columns, ...input.PartitionKeys].filter(({ Comment }) => Comment === ''),
        ).toEqual([]);
        expect(input.Parameters).toMatchObject({
            'projection.enabled': 'true',
            'projection.user_pool_id.values': 'a_1,b_2',
        });
        expect(input.StorageDescriptor.Location).toBe(`s3://lake/${table}`);
    });

    test('accepts CloudFormation functions for location and pools', () => {
        const input = glueTable(table, { location: { 'Fn::Sub': 's3://${Lake}/x' }, userPoolIds: { Ref: 'Pools' } });

        expect([
            input.StorageDescriptor.Location,
            Object.entries(input.Parameters).find(([name]) => name === 'projection.user_pool_id.values')?.[1],
        ]).toEqual([{ 'Fn::Sub': 's3://${Lake}/x' }, { Ref: 'Pools' }]);
    });
});

describe.each(readViews().map((view) => [view.name, view] as const))('the Glue view %s', (name, view) => {
    test('declares the columns of its SQL, in order and with their types', async () => {
        const lake = await DuckdbLake.open();

        const { columns } = await lake.query(`select * from ${name}`);

        lake.close();
        expect(Object.entries(columns)).toEqual(
            VIEW_COLUMNS[name].map((column) => [column.name, TRINO_TYPES[column.type]]),
        );
    });

    test('contains its SQL for Athena, and its columns for Glue and Athena', () => {
        const input = glueView(view, 'logs');

        const definition = JSON.parse(
            Buffer.from(input.ViewOriginalText.slice('/* Presto View: '.length, -' */'.length), 'base64').toString(),
        );
        expect(definition).toEqual({
            originalSql: view.sql,
            catalog: 'awsdatacatalog',
            schema: 'logs',
            columns: VIEW_COLUMNS[name].map((column) => ({ name: column.name, type: TRINO_TYPES[column.type] })),
        });
        expect(input.StorageDescriptor.Columns).toEqual(
            VIEW_COLUMNS[name].map((column) => ({ Name: column.name, Type: column.type })),
        );
    });
});

test.each(CSV_TABLE_NAMES)('the Glue table %s has the columns that DuckDB reads, all strings', async (table) => {
    const lake = await openLake(await makeSampleLake({}));
    const result = await lake.connection.run(`select * from ${table}`);

    expect(glueCsvTable(table, `s3://lake/${table}`).StorageDescriptor.Columns).toEqual(
        result.columnNames().map((Name) => ({ Name, Type: 'string' })),
    );
    expect(new Set(result.columnTypes().map(({ typeId }) => typeId))).toEqual(new Set([DuckDBTypeId.VARCHAR]));
    lake.close();
});
