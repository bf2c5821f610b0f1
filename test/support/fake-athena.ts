/** A small server with Athena's API and limits; a SQL engine, DuckDB or a real Trino, runs the statements. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EngineResult } from '../athena/case/duckdb-lake.ts';
import { withEnvironment, withServer } from '../s3/make-bucket.ts';
import type { JsonValue } from '../../lib/query/json-value.ts';

export type SqlEngine = (sql: string, database: string) => Promise<EngineResult>;

/** docs.aws.amazon.com/athena/latest/APIReference */
const MAX_QUERY_CHARACTERS = 262_144;
const MAX_ROWS = 1000;
const TOKEN = /^.{32,128}$/;

export const WORK_GROUP = 'cognito-log-lake-test';
export const DATABASE = 'cognito_log_lake_test';

type FakeExecution = {
    readonly id: string;
    readonly sql: string;
    readonly database: string;
    state: string;
    reason: string;
    pollCount: number;
    result: EngineResult | null;
};

export type FakeAthena = {
    /** The names of the calls, in order. */
    readonly calls: string[];
    readonly statements: string[];
    /** Called before each response; a returned error is the response. */
    onCall: (
        name: string,
    ) => { readonly __type: string; readonly message?: string; readonly status?: number } | undefined;
    /** How many polls find the query still running. */
    pollsUntilEnd: number;
    /** Overrides how a statement ends. */
    finalStateOf: (sql: string) => { readonly state: string; readonly reason: string } | undefined;
    scannedBytes: number;
    scanLimitBytes: number | null;
    /** Rows per page. Athena may return fewer rows than requested. */
    rowsPerPage: number;
    /** Athena returns the column names of a SELECT as its first row; an emulator may not. */
    hasHeaderRow: boolean;
    /** The location of a table. */
    locationOf: (table: string) => string;
    /** The plan returned for EXPLAIN; null lets the engine make it. */
    plan: string | null;
};

class AthenaFault extends Error {
    readonly type: string;

    constructor(message: string, type = 'InvalidRequestException') {
        super(message);
        this.type = type;
    }
}

/** A double in Java's notation. */
const formatDouble = (value: number): string => {
    if (value !== 0 && (Math.abs(value) >= 1e7 || Math.abs(value) < 1e-3))
        return value
            .toExponential()
            .replace('e+', 'E')
            .replace('e', 'E')
            .replace(/^(-?\d)E/, '$1.0E');
    return Number.isInteger(value) ? `${value}.0` : String(value);
};

const formatValue = (value: JsonValue, type: string): string => {
    if (type.startsWith('timestamp')) return String(value).replace('T', ' ').replace('Z', '');
    if (type === 'double' && typeof value === 'number') return formatDouble(value);
    if (Array.isArray(value)) return `[${value.map((item) => formatValue(item, 'varchar')).join(', ')}]`;
    return String(value);
};

const toDatum = (value: JsonValue | undefined, type: string): object =>
    value === null || value === undefined ? {} : { VarCharValue: formatValue(value, type) };

/** The type name without its parameters: Athena reports `timestamp(3)` as timestamp. */
const athenaTypeName = (type: string): string => /^\w+/.exec(type)?.[0] ?? type;

const isUtilityStatement = (sql: string): boolean => /^\s*explain\b/i.test(sql);

type AthenaCallBody = Readonly<Record<string, unknown>>;

const requireValid = (condition: boolean, message: string): void => {
    if (!condition) throw new AthenaFault(message);
};

class FakeAthenaService {
    readonly #engine: SqlEngine;
    readonly #athena: FakeAthena;
    readonly #executions = new Map<string, FakeExecution>();
    readonly #tokens = new Map<string, string>();

    constructor(engine: SqlEngine, athena: FakeAthena) {
        this.#engine = engine;
        this.#athena = athena;
    }

    async respond(name: string, body: AthenaCallBody): Promise<object> {
        if (name === 'StartQueryExecution') return this.#start(body);
        if (name === 'GetQueryExecution') return this.#getExecution(this.#execution(body));
        if (name === 'GetQueryResults') return this.#page(this.#execution(body), body);
        if (name === 'StopQueryExecution') return this.#stop(this.#execution(body));
        if (name === 'GetWorkGroup') return this.#workGroup(body);
        if (name === 'GetTableMetadata')
            return {
                TableMetadata: {
                    Name: body['TableName'],
                    Parameters: { EXTERNAL: 'TRUE', location: this.#athena.locationOf(String(body['TableName'])) },
                },
            };
        throw new AthenaFault(`Unknown operation ${name}`, 'UnknownOperationException');
    }

    #execution({ QueryExecutionId: id }: AthenaCallBody): FakeExecution {
        const found = this.#executions.get(String(id));
        if (found === undefined) throw new AthenaFault(`QueryExecution ${String(id)} was not found`);
        return found;
    }

    async #start({
        QueryString,
        WorkGroup,
        QueryExecutionContext,
        ClientRequestToken,
    }: AthenaCallBody): Promise<object> {
        const [sql, token] = [String(QueryString), String(ClientRequestToken)];
        requireValid(WorkGroup === WORK_GROUP, 'WorkGroup is not found.');
        requireValid(TOKEN.test(token), 'clientRequestToken must be 32 to 128 characters');
        requireValid(sql.length > 0 && sql.length <= MAX_QUERY_CHARACTERS, `queryString has ${sql.length} characters`);
        const context = QueryExecutionContext as { Catalog?: string; Database?: string };
        requireValid(context.Catalog === 'AwsDataCatalog', 'unknown catalog');
        const id = this.#tokens.get(token) ?? randomUUID();
        if (!this.#tokens.has(token))
            this.#executions.set(
                id,
                await this.#run({
                    id,
                    sql,
                    database: String(context.Database),
                    state: 'RUNNING',
                    reason: '',
                    pollCount: 0,
                    result: null,
                }),
            );
        this.#tokens.set(token, id);
        return { QueryExecutionId: id };
    }

    async #run(execution: FakeExecution): Promise<FakeExecution> {
        this.#athena.statements.push(execution.sql);
        try {
            if (isUtilityStatement(execution.sql) && this.#athena.plan !== null)
                return {
                    ...execution,
                    result: { columns: { 'Query Plan': 'varchar' }, rows: [{ 'Query Plan': this.#athena.plan }] },
                };
            return { ...execution, result: await this.#engine(execution.sql, execution.database) };
        } catch (error) {
            return { ...execution, state: 'FAILED', reason: String(error instanceof Error ? error.message : error) };
        }
    }

    #getExecution(execution: FakeExecution): object {
        const { pollsUntilEnd, finalStateOf, scannedBytes } = this.#athena;
        execution.pollCount += 1;
        const isShown =
            execution.pollCount > pollsUntilEnd || isUtilityStatement(execution.sql) || execution.state === 'CANCELLED';
        const end = finalStateOf(execution.sql);
        if (execution.state === 'RUNNING' && isShown)
            [execution.state, execution.reason] = [end?.state ?? 'SUCCEEDED', end?.reason ?? ''];
        const state = execution.pollCount === 1 && pollsUntilEnd > 0 ? 'QUEUED' : 'RUNNING';
        const Status = {
            State: isShown ? execution.state : state,
            ...(isShown && execution.reason !== '' ? { StateChangeReason: execution.reason } : {}),
            SubmissionDateTime: 1_767_225_600,
        };
        const Statistics = isUtilityStatement(execution.sql)
            ? {}
            : {
                  DataScannedInBytes: Math.min(scannedBytes, execution.pollCount * scannedBytes),
                  EngineExecutionTimeInMillis: 100,
              };
        return {
            QueryExecution: {
                QueryExecutionId: execution.id,
                Query: execution.sql,
                StatementType: isUtilityStatement(execution.sql) ? 'UTILITY' : 'DML',
                WorkGroup: WORK_GROUP,
                Status,
                Statistics,
            },
        };
    }

    /** The first row of a SELECT is the column names. It counts as a row of its page. */
    #page({ sql, state, result }: FakeExecution, { MaxResults = MAX_ROWS, NextToken }: AthenaCallBody): object {
        requireValid(state === 'SUCCEEDED', `Query has not yet finished. Current state: ${state}`);
        requireValid(Number(MaxResults) >= 1 && Number(MaxResults) <= MAX_ROWS, `MaxResults is ${String(MaxResults)}`);
        const columns = Object.entries(result?.columns ?? {});
        const rows = (result?.rows ?? []).map((row) => ({
            Data: columns.map(([name, type]) => toDatum(row[name], type)),
        }));
        const lines = isUtilityStatement(sql)
            ? rows.flatMap(({ Data }) => planLines(Data))
            : [
                  ...(this.#athena.hasHeaderRow ? [{ Data: columns.map(([name]) => ({ VarCharValue: name })) }] : []),
                  ...rows,
              ];
        const from = NextToken === undefined ? 0 : Number(NextToken);
        const to = from + Math.min(Number(MaxResults), this.#athena.rowsPerPage);
        const ColumnInfo = columns.map(([name, type]) => ({
            CatalogName: 'hive',
            SchemaName: '',
            TableName: '',
            Name: name,
            Label: name,
            Type: athenaTypeName(type),
            Precision: 0,
            Scale: 0,
            Nullable: 'UNKNOWN',
            CaseSensitive: type === 'varchar',
        }));
        return {
            UpdateCount: 0,
            ResultSet: { Rows: lines.slice(from, to), ResultSetMetadata: { ColumnInfo } },
            ...(to < lines.length ? { NextToken: String(to) } : {}),
        };
    }

    #stop(execution: FakeExecution): object {
        if (execution.state === 'RUNNING')
            [execution.state, execution.reason] = ['CANCELLED', 'Query cancelled by user'];
        return {};
    }

    #workGroup({ WorkGroup }: AthenaCallBody): object {
        requireValid(WorkGroup === WORK_GROUP, 'WorkGroup is not found.');
        const { scanLimitBytes } = this.#athena;
        return {
            WorkGroup: {
                Name: WORK_GROUP,
                State: 'ENABLED',
                Configuration: {
                    EnforceWorkGroupConfiguration: true,
                    ...(scanLimitBytes === null ? {} : { BytesScannedCutoffPerQuery: scanLimitBytes }),
                },
            },
        };
    }
}

/** The plan of an EXPLAIN comes as one row per line. */
const planLines = ([first]: readonly { VarCharValue?: string }[]): readonly object[] =>
    (first?.VarCharValue ?? '').split('\n').map((text) => ({ Data: [{ VarCharValue: text }] }));

const readJsonBody = async (request: IncomingMessage): Promise<AthenaCallBody> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    return JSON.parse(Buffer.concat(chunks).toString()) as AthenaCallBody;
};

const sendJson = (response: ServerResponse, status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
};

/** Runs `act` with a fake Athena, whose address is in the environment. */
export const withFakeAthena = async <Output>(
    engine: SqlEngine,
    act: (athena: FakeAthena) => Promise<Output>,
    overrides: Partial<FakeAthena> = {},
): Promise<Output> => {
    const athena: FakeAthena = {
        calls: [],
        statements: [],
        onCall: () => undefined,
        pollsUntilEnd: 0,
        finalStateOf: () => undefined,
        scannedBytes: 1_500_000,
        scanLimitBytes: 10_000_000_000,
        rowsPerPage: MAX_ROWS,
        hasHeaderRow: true,
        locationOf: (table) => `s3://sample-bucket/${table}/`,
        plan: '{"inputTableColumnInfos": []}',
        ...overrides,
    };
    const service = new FakeAthenaService(engine, athena);
    const listen = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
        const name = String(request.headers['x-amz-target']).replace('AmazonAthena.', '');
        athena.calls.push(name);
        const body = await readJsonBody(request);
        const fault = athena.onCall(name);
        if (fault !== undefined) return sendJson(response, fault.status ?? 400, fault);
        return service.respond(name, body).then(
            (output) => sendJson(response, 200, output),
            (error: unknown) => {
                sendJson(response, 400, {
                    __type: error instanceof AthenaFault ? error.type : 'InternalServerException',
                    message: error instanceof Error ? error.message : String(error),
                });
            },
        );
    };
    return withServer(
        (request, response) => void listen(request, response),
        async (url) =>
            withEnvironment(
                {
                    AWS_ENDPOINT_URL_ATHENA: url,
                    AWS_REGION: 'us-west-2',
                    AWS_ACCESS_KEY_ID: 'testing',
                    AWS_SECRET_ACCESS_KEY: 'testing',
                },
                async () => act(athena),
            ),
    );
};
