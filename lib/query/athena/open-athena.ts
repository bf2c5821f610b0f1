/** The calls of Athena that a question takes, in one workgroup and database. */
import type * as Sdk from '@aws-sdk/client-athena';
import { toError } from '../../basics/thrown.ts';
import { silenceSdk } from '../../aws/s3-client.ts';
import { athenaError, type Asked } from './athena-error.ts';

/** The calls of Athena that `query --athena` makes. */
export const ASK_WORK_GROUP = [
    'athena:StartQueryExecution',
    'athena:GetQueryExecution',
    'athena:GetQueryResults',
    'athena:StopQueryExecution',
    'athena:GetWorkGroup',
] as const;

export const ASK_CATALOG = ['athena:GetTableMetadata'] as const;

export type AskAction = (typeof ASK_WORK_GROUP)[number] | (typeof ASK_CATALOG)[number];

/** How far a query is. */
export type Execution = { readonly state: string; readonly reason: string; readonly scannedBytes: number };

export type AthenaColumn = { readonly name: string; readonly type: string };

/** A page of a result, as texts: a NULL has none. */
export type Page = {
    readonly columns: readonly AthenaColumn[];
    readonly rows: readonly (readonly (string | null)[])[];
    readonly next: string | undefined;
};

export type Athena = {
    readonly workGroup: string;
    readonly database: string;
    /** Starts a statement, and gives its id. */
    readonly start: (sql: string) => Promise<string>;
    readonly look: (id: string) => Promise<Execution>;
    readonly page: (id: string, token?: string) => Promise<Page>;
    readonly stop: (id: string) => Promise<void>;
    /** The bytes at which the workgroup stops a query; null where it has no limit. */
    readonly cutOffBytes: () => Promise<number | null>;
    /** Where a table's objects lie: `s3://bucket/prefix/table`. */
    readonly locationOf: (table: string) => Promise<string>;
};

const CATALOG = 'AwsDataCatalog';

/** docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html */
const ROWS_OF_A_PAGE = 1000;

/** Athena throttles an account: docs.aws.amazon.com/athena/latest/ug/service-limits.html. A query that runs is worth more patience than the SDK has by itself. */
const MAX_TRIES = 8;
const patience = (): object => (process.env['AWS_MAX_ATTEMPTS'] === undefined ? { maxAttempts: MAX_TRIES } : {});

const pageOf = ({ ResultSet, NextToken }: Sdk.GetQueryResultsOutput): Page => ({
    columns: (ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name = '', Type = '' }) => ({
        name: Name,
        type: Type,
    })),
    rows: (ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue ?? null)),
    next: NextToken,
});

type Place = { readonly workGroup: string; readonly database: string };
type Call = <Answer>(action: AskAction, act: (client: Sdk.AthenaClient) => Promise<Answer>) => Promise<Answer>;

const callsOf = ({ workGroup, database }: Place, call: Call, sdk: typeof Sdk): Athena => ({
    workGroup,
    database,
    start: (sql) =>
        call('athena:StartQueryExecution', async (client) => {
            const QueryExecutionContext = { Catalog: CATALOG, Database: database };
            const query = { QueryString: sql, WorkGroup: workGroup, QueryExecutionContext };
            const { QueryExecutionId } = await client.send(new sdk.StartQueryExecutionCommand(query));
            return QueryExecutionId ?? '';
        }),
    look: (id) =>
        call('athena:GetQueryExecution', async (client) => {
            const { QueryExecution } = await client.send(new sdk.GetQueryExecutionCommand({ QueryExecutionId: id }));
            const { Status, Statistics }: Sdk.QueryExecution = QueryExecution ?? {};
            return {
                state: Status?.State ?? '',
                reason: Status?.StateChangeReason ?? Status?.AthenaError?.ErrorMessage ?? '',
                scannedBytes: Statistics?.DataScannedInBytes ?? 0,
            };
        }),
    page: (id, token) =>
        call('athena:GetQueryResults', async (client) =>
            pageOf(
                await client.send(
                    new sdk.GetQueryResultsCommand({
                        QueryExecutionId: id,
                        MaxResults: ROWS_OF_A_PAGE,
                        ...(token === undefined ? {} : { NextToken: token }),
                    }),
                ),
            ),
        ),
    stop: (id) =>
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
            const asked = { CatalogName: CATALOG, DatabaseName: database, TableName: table };
            const { TableMetadata } = await client.send(new sdk.GetTableMetadataCommand(asked));
            return TableMetadata?.Parameters?.['location'] ?? '';
        }),
});

/** The calls. The SDK is loaded here and not before: a question to a lake of files doesn't wait for it. What Athena refuses is an AthenaError. */
export const openAthena = async (place: Place): Promise<Athena> => {
    silenceSdk();
    const sdk = await import('@aws-sdk/client-athena');
    const client = new sdk.AthenaClient(patience());
    const call: Call = async (action, act) => {
        const asked: Asked = { ...place, action };
        try {
            return await act(client);
        } catch (error) {
            throw athenaError(toError(error), asked);
        }
    };
    return callsOf(place, call, sdk);
};
