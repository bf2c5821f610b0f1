/** Wraps the calls of Athena that a query needs, for one workgroup and database. */
import type * as Sdk from '@aws-sdk/client-athena';
import { toError } from '../../basics/thrown.ts';
import { createClient } from '../../aws/create-client.ts';
import { toAthenaError } from './athena-error.ts';

/** The IAM actions of `query --athena` on its workgroup. */
export const QUERY_WORK_GROUP_ACTIONS = [
    'athena:StartQueryExecution',
    'athena:GetQueryExecution',
    'athena:GetQueryResults',
    'athena:StopQueryExecution',
    'athena:GetWorkGroup',
] as const;

/** The IAM actions of `query --athena` on the data catalog. */
export const QUERY_CATALOG_ACTIONS = ['athena:GetTableMetadata'] as const;

type AthenaQueryAction = (typeof QUERY_WORK_GROUP_ACTIONS)[number] | (typeof QUERY_CATALOG_ACTIONS)[number];

/** The state of a running or finished query. */
export type AthenaExecution = { readonly state: string; readonly reason: string; readonly scannedBytes: number };

export type AthenaColumn = { readonly name: string; readonly type: string };

/** A page of a result. Every value is a string, or null for NULL. */
export type AthenaPage = {
    readonly columns: readonly AthenaColumn[];
    readonly rows: readonly (readonly (string | null)[])[];
    readonly nextToken: string | undefined;
};

export type Athena = {
    readonly workGroup: string;
    readonly database: string;
    /** Starts a statement and returns its execution id. */
    readonly startExecution: (sql: string) => Promise<string>;
    readonly getExecution: (id: string) => Promise<AthenaExecution>;
    readonly getPage: (id: string, token?: string) => Promise<AthenaPage>;
    readonly stopExecution: (id: string) => Promise<void>;
    /** The workgroup's scan limit per query in bytes; null without a limit. */
    readonly cutOffBytes: () => Promise<number | null>;
    /** The location of a table's objects: `s3://bucket/prefix/table`. */
    readonly locationOf: (table: string) => Promise<string>;
};

const CATALOG = 'AwsDataCatalog';

/** docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html */
const ROWS_PER_PAGE = 1000;

/**
 * More attempts than the SDK's default of 3: giving up would abandon a running query.
 * Athena throttles per account: docs.aws.amazon.com/athena/latest/ug/service-limits.html.
 */
const MAX_TRIES = 8;

const pageOf = ({ ResultSet, NextToken }: Sdk.GetQueryResultsOutput): AthenaPage => ({
    columns: (ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name = '', Type = '' }) => ({
        name: Name,
        type: Type,
    })),
    rows: (ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue ?? null)),
    nextToken: NextToken,
});

type AthenaTarget = { readonly workGroup: string; readonly database: string };
type CallAthena = <Output>(
    action: AthenaQueryAction,
    send: (client: Sdk.AthenaClient) => Promise<Output>,
) => Promise<Output>;

const athenaCalls = ({ workGroup, database }: AthenaTarget, call: CallAthena, sdk: typeof Sdk): Athena => ({
    workGroup,
    database,
    startExecution: (sql) =>
        call('athena:StartQueryExecution', async (client) => {
            const QueryExecutionContext = { Catalog: CATALOG, Database: database };
            const query = { QueryString: sql, WorkGroup: workGroup, QueryExecutionContext };
            const { QueryExecutionId } = await client.send(new sdk.StartQueryExecutionCommand(query));
            return QueryExecutionId ?? '';
        }),
    getExecution: (id) =>
        call('athena:GetQueryExecution', async (client) => {
            const { QueryExecution } = await client.send(new sdk.GetQueryExecutionCommand({ QueryExecutionId: id }));
            const { Status, Statistics }: Sdk.QueryExecution = QueryExecution ?? {};
            return {
                state: Status?.State ?? '',
                reason: Status?.StateChangeReason ?? Status?.AthenaError?.ErrorMessage ?? '',
                scannedBytes: Statistics?.DataScannedInBytes ?? 0,
            };
        }),
    getPage: (id, token) =>
        call('athena:GetQueryResults', async (client) =>
            pageOf(
                await client.send(
                    new sdk.GetQueryResultsCommand({
                        QueryExecutionId: id,
                        MaxResults: ROWS_PER_PAGE,
                        ...(token === undefined ? {} : { NextToken: token }),
                    }),
                ),
            ),
        ),
    stopExecution: (id) =>
        call('athena:StopQueryExecution', async (client) => {
            await client.send(new sdk.StopQueryExecutionCommand({ QueryExecutionId: id }));
        }),
    cutOffBytes: () =>
        call('athena:GetWorkGroup', async (client) => {
            const { WorkGroup } = await client.send(new sdk.GetWorkGroupCommand({ WorkGroup: workGroup }));
            return WorkGroup?.Configuration?.BytesScannedCutoffPerQuery ?? null;
        }),
    locationOf: (table) =>
        call('athena:GetTableMetadata', async (client) => {
            const input = { CatalogName: CATALOG, DatabaseName: database, TableName: table };
            const { TableMetadata } = await client.send(new sdk.GetTableMetadataCommand(input));
            return TableMetadata?.Parameters?.['location'] ?? '';
        }),
});

/**
 * Opens Athena. Every call throws an AthenaError on failure.
 * The SDK is imported only here, so queries on local files don't wait for it.
 */
export const openAthena = async (target: AthenaTarget): Promise<Athena> => {
    const sdk = await import('@aws-sdk/client-athena');
    const client = createClient(sdk.AthenaClient, { maxAttempts: MAX_TRIES }, {});
    const call: CallAthena = async (action, send) => {
        try {
            return await send(client);
        } catch (error) {
            throw toAthenaError(toError(error), { ...target, action });
        }
    };
    return athenaCalls(target, call, sdk);
};
