/** A small server that speaks Athena's API and holds its rules; what runs the statements behind it is given: DuckDB, or a real Trino. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plain } from '../../lib/query/plain-value.ts';
import type { Answered } from '../athena/case/duckdb-lake.ts';
import { withEnvironment, withServer } from '../s3/given-bucket.ts';

export type Engine = (sql: string, database: string) => Promise<Answered>;

/** docs.aws.amazon.com/athena/latest/APIReference */
const MAX_QUERY_CHARACTERS = 262_144;
const MAX_ROWS = 1000;
const TOKEN = /^.{32,128}$/;

export const WORK_GROUP = 'cognito-log-lake-test';
export const DATABASE = 'cognito_log_lake_test';

type Execution = {
    readonly id: string;
    readonly sql: string;
    readonly database: string;
    state: string;
    reason: string;
    looks: number;
    answered: Answered | null;
};

export type GivenAthena = {
    /** The calls in their order, by name. */
    readonly calls: string[];
    readonly statements: string[];
    /** Called before an answer; what it returns is the error to answer with. */
    onCall: (
        name: string,
    ) => { readonly __type: string; readonly message?: string; readonly status?: number } | undefined;
    /** How often a query is still running when it is looked at. */
    looksUntilEnd: number;
    /** What becomes of a statement, when not what its engine makes of it. */
    endOf: (sql: string) => { readonly state: string; readonly reason: string } | undefined;
    scannedBytes: number;
    cutOff: number | null;
    /** Rows of a page; Athena gives fewer than asked for when it likes. */
    pageRows: number;
    /** Athena gives the names of a SELECT's columns as its first row; an emulator may not. */
    hasNames: boolean;
    /** Where a table lies. */
    locationOf: (table: string) => string;
    /** The plan that EXPLAIN gives where the engine has none of that kind. */
    plan: string | null;
};

class Refusal extends Error {
    readonly type: string;

    constructor(message: string, type = 'InvalidRequestException') {
        super(message);
        this.type = type;
    }
}

/** As Java writes a double. */
const doubleText = (value: number): string => {
    if (value !== 0 && (Math.abs(value) >= 1e7 || Math.abs(value) < 1e-3))
        return value
            .toExponential()
            .replace('e+', 'E')
            .replace('e', 'E')
            .replace(/^(-?\d)E/, '$1.0E');
    return Number.isInteger(value) ? `${value}.0` : String(value);
};

const textOf = (value: Plain, type: string): string => {
    if (type.startsWith('timestamp')) return String(value).replace('T', ' ').replace('Z', '');
    if (type === 'double' && typeof value === 'number') return doubleText(value);
    if (Array.isArray(value)) return `[${value.map((item) => textOf(item, 'varchar')).join(', ')}]`;
    return String(value);
};

const datum = (value: Plain | undefined, type: string): object =>
    value === null || value === undefined ? {} : { VarCharValue: textOf(value, type) };

/** Athena calls a `timestamp(3)` timestamp, and a list array. */
const typeName = (type: string): string => /^\w+/.exec(type)?.[0] ?? type;

const isUtility = (sql: string): boolean => /^\s*explain\b/i.test(sql);

type Body = Readonly<Record<string, unknown>>;

const checked = (condition: boolean, message: string): void => {
    if (!condition) throw new Refusal(message);
};

class Service {
    readonly #engine: Engine;
    readonly #athena: GivenAthena;
    readonly #executions = new Map<string, Execution>();
    readonly #tokens = new Map<string, string>();

    constructor(engine: Engine, athena: GivenAthena) {
        this.#engine = engine;
        this.#athena = athena;
    }

    async answer(name: string, body: Body): Promise<object> {
        if (name === 'StartQueryExecution') return this.#start(body);
        if (name === 'GetQueryExecution') return this.#look(this.#execution(body));
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
        throw new Refusal(`Unknown operation ${name}`, 'UnknownOperationException');
    }

    #execution({ QueryExecutionId: id }: Body): Execution {
        const found = this.#executions.get(String(id));
        if (found === undefined) throw new Refusal(`QueryExecution ${String(id)} was not found`);
        return found;
    }

    async #start({ QueryString, WorkGroup, QueryExecutionContext, ClientRequestToken }: Body): Promise<object> {
        const [sql, token] = [String(QueryString), String(ClientRequestToken)];
        checked(WorkGroup === WORK_GROUP, 'WorkGroup is not found.');
        checked(TOKEN.test(token), 'clientRequestToken must be 32 to 128 characters');
        checked(sql.length > 0 && sql.length <= MAX_QUERY_CHARACTERS, `queryString has ${sql.length} characters`);
        const context = QueryExecutionContext as { Catalog?: string; Database?: string };
        checked(context.Catalog === 'AwsDataCatalog', 'only the one catalog');
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
                    looks: 0,
                    answered: null,
                }),
            );
        this.#tokens.set(token, id);
        return { QueryExecutionId: id };
    }

    async #run(execution: Execution): Promise<Execution> {
        this.#athena.statements.push(execution.sql);
        try {
            if (isUtility(execution.sql) && this.#athena.plan !== null)
                return {
                    ...execution,
                    answered: { columns: { 'Query Plan': 'varchar' }, rows: [{ 'Query Plan': this.#athena.plan }] },
                };
            return { ...execution, answered: await this.#engine(execution.sql, execution.database) };
        } catch (error) {
            return { ...execution, state: 'FAILED', reason: String(error instanceof Error ? error.message : error) };
        }
    }

    #look(execution: Execution): object {
        const { looksUntilEnd, endOf, scannedBytes } = this.#athena;
        execution.looks += 1;
        const isShown = execution.looks > looksUntilEnd || isUtility(execution.sql) || execution.state === 'CANCELLED';
        const end = endOf(execution.sql);
        if (execution.state === 'RUNNING' && isShown)
            [execution.state, execution.reason] = [end?.state ?? 'SUCCEEDED', end?.reason ?? ''];
        const state = execution.looks === 1 && looksUntilEnd > 0 ? 'QUEUED' : 'RUNNING';
        const Status = {
            State: isShown ? execution.state : state,
            ...(isShown && execution.reason !== '' ? { StateChangeReason: execution.reason } : {}),
            SubmissionDateTime: 1_767_225_600,
        };
        const Statistics = isUtility(execution.sql)
            ? {}
            : {
                  DataScannedInBytes: Math.min(scannedBytes, execution.looks * scannedBytes),
                  EngineExecutionTimeInMillis: 100,
              };
        return {
            QueryExecution: {
                QueryExecutionId: execution.id,
                Query: execution.sql,
                StatementType: isUtility(execution.sql) ? 'UTILITY' : 'DML',
                WorkGroup: WORK_GROUP,
                Status,
                Statistics,
            },
        };
    }

    /** Of a SELECT the first row is the names of the columns, and counts as a row of its page. */
    #page({ sql, state, answered }: Execution, { MaxResults = MAX_ROWS, NextToken }: Body): object {
        checked(state === 'SUCCEEDED', `Query has not yet finished. Current state: ${state}`);
        checked(Number(MaxResults) >= 1 && Number(MaxResults) <= MAX_ROWS, `MaxResults is ${String(MaxResults)}`);
        const columns = Object.entries(answered?.columns ?? {});
        const rows = (answered?.rows ?? []).map((row) => ({
            Data: columns.map(([name, type]) => datum(row[name], type)),
        }));
        const lines = isUtility(sql)
            ? rows.flatMap(({ Data }) => linesOf(Data))
            : [
                  ...(this.#athena.hasNames ? [{ Data: columns.map(([name]) => ({ VarCharValue: name })) }] : []),
                  ...rows,
              ];
        const from = NextToken === undefined ? 0 : Number(NextToken);
        const to = from + Math.min(Number(MaxResults), this.#athena.pageRows);
        const ColumnInfo = columns.map(([name, type]) => ({
            CatalogName: 'hive',
            SchemaName: '',
            TableName: '',
            Name: name,
            Label: name,
            Type: typeName(type),
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

    #stop(execution: Execution): object {
        if (execution.state === 'RUNNING')
            [execution.state, execution.reason] = ['CANCELLED', 'Query cancelled by user'];
        return {};
    }

    #workGroup({ WorkGroup }: Body): object {
        checked(WorkGroup === WORK_GROUP, 'WorkGroup is not found.');
        const { cutOff } = this.#athena;
        return {
            WorkGroup: {
                Name: WORK_GROUP,
                State: 'ENABLED',
                Configuration: {
                    EnforceWorkGroupConfiguration: true,
                    ...(cutOff === null ? {} : { BytesScannedCutoffPerQuery: cutOff }),
                },
            },
        };
    }
}

/** The plan of an EXPLAIN comes a line a row. */
const linesOf = ([first]: readonly { VarCharValue?: string }[]): readonly object[] =>
    (first?.VarCharValue ?? '').split('\n').map((text) => ({ Data: [{ VarCharValue: text }] }));

const bodyOf = async (request: IncomingMessage): Promise<Body> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    return JSON.parse(Buffer.concat(chunks).toString()) as Body;
};

const reply = (response: ServerResponse, status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
};

/** Runs something beside an Athena. */
export const withAthena = async <Answer>(
    engine: Engine,
    act: (athena: GivenAthena) => Promise<Answer>,
    given: Partial<GivenAthena> = {},
): Promise<Answer> => {
    const athena: GivenAthena = {
        calls: [],
        statements: [],
        onCall: () => undefined,
        looksUntilEnd: 0,
        endOf: () => undefined,
        scannedBytes: 1_500_000,
        cutOff: 10_000_000_000,
        pageRows: MAX_ROWS,
        hasNames: true,
        locationOf: (table) => `s3://given-bucket/${table}/`,
        plan: '{"inputTableColumnInfos": []}',
        ...given,
    };
    const service = new Service(engine, athena);
    const listen = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
        const name = String(request.headers['x-amz-target']).replace('AmazonAthena.', '');
        athena.calls.push(name);
        const body = await bodyOf(request);
        const refused = athena.onCall(name);
        if (refused !== undefined) return reply(response, refused.status ?? 400, refused);
        return service.answer(name, body).then(
            (answer) => reply(response, 200, answer),
            (error: unknown) => {
                reply(response, 400, {
                    __type: error instanceof Refusal ? error.type : 'InternalServerException',
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
