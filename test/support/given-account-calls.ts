/** A small AWS on this machine, which speaks the protocols of the services that doctor and apply ask. */
import { createServer, type IncomingMessage } from 'node:http';
import { ACCOUNT, CALLER, REGION, type Account } from './given-account.ts';

// oxlint-disable-next-line typescript/no-explicit-any
type Body = Record<string, any>;

/** What goes wrong, by the name that the service gives it. */
class Fault extends Error {
    readonly status: number;
    constructor(name: string, message: string, status = 400) {
        super(message);
        this.name = name;
        this.status = status;
    }
}

const found = <Value>(value: Value | undefined, name: string, message = 'not found'): Value => {
    if (value === undefined) throw new Fault(name, message);
    return value;
};

const MAX_CONFIGURATIONS = 2;
const ARN = /^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$/;

/** docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetLogDeliveryConfiguration.html, spelled apart from the code that is tested. */
const setDelivery = ({ pools, deliveries }: Account, { UserPoolId, LogConfigurations }: Body): Body => {
    const pool = found(pools.get(UserPoolId), 'ResourceNotFoundException', `User pool ${UserPoolId} does not exist.`);
    const invalid = (message: string): never => {
        throw new Fault('InvalidParameterException', message);
    };
    if (LogConfigurations.length > MAX_CONFIGURATIONS)
        invalid(
            "1 validation error detected: Value at 'logConfigurations' failed to satisfy constraint: Member must have length less than or equal to 2",
        );
    for (const each of LogConfigurations) {
        const isActivity = each.EventSource === 'userAuthEvents';
        const arns = [each.FirehoseConfiguration?.StreamArn, each.CloudWatchLogsConfiguration?.LogGroupArn].filter(
            (arn) => arn !== undefined,
        );
        if (each.LogLevel !== (isActivity ? 'INFO' : 'ERROR')) invalid('the level');
        if (!isActivity && each.CloudWatchLogsConfiguration === undefined) invalid('the destination');
        if (arns.some((arn) => !ARN.test(arn))) invalid('the ARN');
        if (isActivity && pool['UserPoolTier'] !== 'PLUS')
            throw new Fault('FeatureUnavailableInTierException', 'the plan');
    }
    deliveries.set(UserPoolId, LogConfigurations);
    return { LogDeliveryConfiguration: { UserPoolId, LogConfigurations } };
};

type Call = (account: Account, body: Body) => unknown;

const SERVICES: Readonly<Record<string, string>> = {
    AWSCognitoIdentityProviderService: 'cognito-idp',
    Logs_20140328: 'logs',
    Firehose_20150804: 'firehose',
    AWSGlue: 'glue',
    AmazonAthena: 'athena',
    AmazonSQS: 'sqs',
    GraniteServiceVersion20100801: 'cloudwatch',
};

const JSON_CALLS: Readonly<Record<string, Call>> = {
    'cognito-idp:DescribeUserPool': ({ pools }, { UserPoolId }) => ({
        UserPool: found(pools.get(UserPoolId), 'ResourceNotFoundException'),
    }),
    'cognito-idp:GetLogDeliveryConfiguration': ({ pools, deliveries }, { UserPoolId }) => {
        found(pools.get(UserPoolId), 'ResourceNotFoundException');
        return { LogDeliveryConfiguration: { UserPoolId, LogConfigurations: deliveries.get(UserPoolId) ?? [] } };
    },
    'cognito-idp:SetLogDeliveryConfiguration': setDelivery,
    'logs:DescribeLogGroups': ({ groups }, { logGroupNamePrefix }) => ({
        logGroups: [...groups.values()].filter(({ logGroupName }) => logGroupName.startsWith(logGroupNamePrefix)),
    }),
    'logs:DescribeSubscriptionFilters': ({ filters }, { logGroupName }) => ({
        subscriptionFilters: found(filters.get(logGroupName), 'ResourceNotFoundException'),
    }),
    'logs:DescribeResourcePolicies': ({ policies }) => ({ resourcePolicies: policies }),
    'firehose:DescribeDeliveryStream': ({ streams }, { DeliveryStreamName }) => ({
        DeliveryStreamDescription: found(streams.get(DeliveryStreamName), 'ResourceNotFoundException'),
    }),
    'firehose:ListTagsForDeliveryStream': ({ tags }, { DeliveryStreamName, Limit = 10 }) => ({
        Tags: found(tags.get(DeliveryStreamName), 'ResourceNotFoundException').slice(0, Limit),
        HasMoreTags: false,
    }),
    'glue:GetDatabase': ({ databases }, { Name }) => ({
        Database: found(databases.has(Name) ? { Name } : undefined, 'EntityNotFoundException'),
    }),
    'glue:GetTable': ({ tables }, { DatabaseName, Name }) => ({
        Table: found(tables.get(`${DatabaseName}.${Name}`), 'EntityNotFoundException'),
    }),
    'athena:GetWorkGroup': ({ workGroups }, { WorkGroup }) => ({
        WorkGroup: found(workGroups.get(WorkGroup), 'InvalidRequestException', `WorkGroup ${WorkGroup} is not found.`),
    }),
    // In pages, as the service has them.
    'athena:ListNamedQueries': ({ queries }, { WorkGroup, NextToken = '0' }) => {
        const ids = queries.filter((query) => query['WorkGroup'] === WorkGroup).map(({ NamedQueryId }) => NamedQueryId);
        return {
            NamedQueryIds: ids.slice(Number(NextToken), Number(NextToken) + 20),
            ...(Number(NextToken) + 20 < ids.length ? { NextToken: String(Number(NextToken) + 20) } : {}),
        };
    },
    'athena:BatchGetNamedQuery': ({ queries }, { NamedQueryIds }) => ({
        NamedQueries: queries.filter(({ NamedQueryId }) => NamedQueryIds.includes(NamedQueryId)),
    }),
    'sqs:GetQueueUrl': ({ queues }, { QueueName }) => ({
        QueueUrl: found(
            queues.has(QueueName) ? `http://127.0.0.1/${ACCOUNT}/${QueueName}` : undefined,
            'com.amazonaws.sqs#QueueDoesNotExist',
        ),
    }),
    'sqs:GetQueueAttributes': ({ queues }, { QueueUrl }) => ({
        Attributes: found(queues.get(String(QueueUrl).split('/').at(-1) ?? ''), 'com.amazonaws.sqs#QueueDoesNotExist'),
    }),
    'cloudwatch:GetMetricData': ({ errors }, { MetricDataQueries: [query] }) => {
        const {
            Namespace,
            MetricName,
            Dimensions: [dimension],
        } = query.MetricStat.Metric;
        const count = errors.get(
            `${Namespace}/${MetricName}/${dimension.Name}/${dimension.Value}`.replace(
                'AWS/Lambda/Errors/FunctionName/',
                '',
            ),
        );
        return { MetricDataResults: [{ Id: query.Id, Values: count === undefined ? [] : [1, count - 1] }] };
    },
    'cloudwatch:DescribeAlarms': ({ alarms }, { AlarmNamePrefix, NextToken = '0' }) => {
        const all = alarms.filter(({ AlarmName }) => AlarmName.startsWith(AlarmNamePrefix));
        return {
            MetricAlarms: all.slice(Number(NextToken), Number(NextToken) + 20),
            ...(Number(NextToken) + 20 < all.length ? { NextToken: String(Number(NextToken) + 20) } : {}),
        };
    },
};

type Reply = { readonly status: number; readonly type: string; readonly body: string };

const json = (body: unknown): Reply => ({
    status: 200,
    type: 'application/x-amz-json-1.1',
    body: JSON.stringify(body),
});
const xml = (body: string): Reply => ({ status: 200, type: 'text/xml', body: `<?xml version="1.0"?>${body}` });
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Refuses what the caller may not, and what the server does not know. */
const admit = ({ denied, gone, unknown, asked }: Account, action: string): void => {
    asked.add(action);
    if (denied.has(action))
        throw new Fault(
            'AccessDeniedException',
            `User: ${CALLER} is not authorized to perform: ${action}`,
            action.startsWith('sns:') || action.startsWith('s3:') ? 403 : 400,
        );
    if (gone.has(action)) throw new Fault('ResourceNotFoundException', 'there is no such thing');
    if (unknown.has(action)) throw new Fault('UnknownOperationException', 'This emulator has no such call', 501);
};

const topicAttributes = (account: Account, topicArn: string): Reply => {
    admit(account, 'sns:GetTopicAttributes');
    if (account.isMute)
        return xml('<GetTopicAttributesResponse><GetTopicAttributesResult/></GetTopicAttributesResponse>');
    const entries = Object.entries(found(account.topicAttributes.get(topicArn), 'NotFound'))
        .map(([key, value]) => `<entry><key>${key}</key><value>${escaped(value)}</value></entry>`)
        .join('');
    return xml(
        `<GetTopicAttributesResponse><GetTopicAttributesResult><Attributes>${entries}</Attributes></GetTopicAttributesResult></GetTopicAttributesResponse>`,
    );
};

/** The query protocol: STS and SNS. */
const formCall = (account: Account, form: URLSearchParams): Reply => {
    if (form.get('Action') === 'GetCallerIdentity') {
        if (account.denied.has('sts:GetCallerIdentity'))
            throw new Fault('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
        return xml(
            `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${CALLER}</Arn><Account>${ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
        );
    }
    if (form.get('Action') === 'GetTopicAttributes') return topicAttributes(account, form.get('TopicArn') ?? '');
    admit(account, 'sns:ListSubscriptionsByTopic');
    if (account.isMute)
        return xml(
            '<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult/></ListSubscriptionsByTopicResponse>',
        );
    const subscriptions = found(account.topics.get(form.get('TopicArn') ?? ''), 'NotFound');
    const members = subscriptions
        .map(
            (each) =>
                `<member>${Object.entries(each)
                    .map(([key, value]) => `<${key}>${escaped(String(value))}</${key}>`)
                    .join('')}</member>`,
        )
        .join('');
    return xml(
        `<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions>${members}</Subscriptions></ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>`,
    );
};

const lambda = (account: Account, { pathname, searchParams }: URL): Reply => {
    if (pathname.includes('event-source-mappings')) {
        admit(account, 'lambda:ListEventSourceMappings');
        return json({ EventSourceMappings: account.sources.get(searchParams.get('FunctionName') ?? '') ?? [] });
    }
    admit(account, 'lambda:GetFunctionConfiguration');
    return json(found(account.functions.get(pathname.split('/')[3] ?? ''), 'ResourceNotFoundException'));
};

const schedule = (account: Account, { pathname, searchParams }: URL): Reply => {
    admit(account, 'scheduler:GetSchedule');
    return json(
        account.isMute
            ? {}
            : found(
                  account.schedules.get(`${searchParams.get('groupName')}/${pathname.split('/')[2]}`),
                  'ResourceNotFoundException',
              ),
    );
};

const listed = (objects: ReadonlyMap<string, Date>, query: URLSearchParams): string => {
    const [prefix, after, delimiter] = [
        query.get('prefix') ?? '',
        query.get('start-after') ?? '',
        query.get('delimiter'),
    ];
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).toSorted();
    const isFolder = (key: string): boolean => delimiter !== null && key.slice(prefix.length).includes('/');
    const folders = [
        ...new Set(keys.filter(isFolder).map((key) => `${prefix}${key.slice(prefix.length).split('/')[0]}/`)),
    ];
    const contents = keys
        .filter((key) => !isFolder(key))
        .map(
            (key) =>
                `<Contents><Key>${escaped(key)}</Key><LastModified>${objects.get(key)?.toISOString()}</LastModified><Size>1</Size></Contents>`,
        );
    return `<ListBucketResult>${contents.join('')}${folders.map((folder) => `<CommonPrefixes><Prefix>${escaped(folder)}</Prefix></CommonPrefixes>`).join('')}<IsTruncated>false</IsTruncated></ListBucketResult>`;
};

/** `others` is XML as the service writes it. */
const notificationXml = ({ QueueConfigurations = [], others = '' }: Body): string =>
    `<NotificationConfiguration>${QueueConfigurations.map(({ Event, Queue }: Body) => `<QueueConfiguration><Queue>${Queue}</Queue><Event>${Event}</Event></QueueConfiguration>`).join('')}${others}</NotificationConfiguration>`;

const lifecycleXml = (rules: Body[]): string =>
    `<LifecycleConfiguration>${rules
        .map(
            ({ Id, Status, Prefix, Filter, ExpirationInDays, AbortIncompleteMultipartUpload: abort }) =>
                `<Rule><ID>${Id}</ID><Status>${Status}</Status>${
                    Filter === undefined ? `<Filter><Prefix>${Prefix ?? ''}</Prefix></Filter>` : Filter
                }${ExpirationInDays === undefined ? '' : `<Expiration><Days>${ExpirationInDays}</Days></Expiration>`}${
                    abort === undefined
                        ? ''
                        : `<AbortIncompleteMultipartUpload><DaysAfterInitiation>${abort.DaysAfterInitiation}</DaysAfterInitiation></AbortIncompleteMultipartUpload>`
                }</Rule>`,
        )
        .join('')}</LifecycleConfiguration>`;

const S3_ACTIONS = [
    ['notification', 's3:GetBucketNotification'],
    ['policy', 's3:GetBucketPolicy'],
    ['lifecycle', 's3:GetLifecycleConfiguration'],
] as const;

const s3 = (account: Account, { pathname, searchParams }: URL): Reply => {
    const action = S3_ACTIONS.find(([parameter]) => searchParams.has(parameter))?.[1] ?? 's3:ListBucket';
    admit(account, action);
    const bucket = found(account.buckets.get(pathname.split('/')[1] ?? ''), 'NoSuchBucket');
    if ([...account.unlisted].some((prefix) => searchParams.get('prefix')?.startsWith(prefix)))
        throw new Fault('AccessDeniedException', `${CALLER} may not list this prefix`, 403);
    if (action === 's3:GetBucketNotification') return xml(notificationXml(bucket.notifications));
    if (action === 's3:GetBucketPolicy')
        return json(JSON.parse(found(bucket.policy ?? undefined, 'NoSuchBucketPolicy')));
    if (action === 's3:GetLifecycleConfiguration')
        return xml(
            lifecycleXml(
                found(bucket.lifecycle.length === 0 ? undefined : bucket.lifecycle, 'NoSuchLifecycleConfiguration'),
            ),
        );
    return xml(listed(bucket.objects, searchParams));
};

const answer = (account: Account, request: IncomingMessage, body: string): Reply => {
    // What is signed for another region asks there.
    if (!String(request.headers.authorization).includes(`/${REGION}/`))
        throw new Fault('ResourceNotFoundException', `this is ${REGION}`);
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const [prefix = '', operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
    if (operation !== '') {
        const action = `${SERVICES[prefix]}:${operation}`;
        admit(account, action);
        return json(
            account.isMute ? {} : found(JSON_CALLS[action], 'UnknownOperationException')(account, JSON.parse(body)),
        );
    }
    if (request.method === 'POST') return formCall(account, new URLSearchParams(body));
    if (url.pathname.startsWith('/schedules/')) return schedule(account, url);
    if (account.isMute)
        return url.pathname.startsWith('/2015-03-31')
            ? json({})
            : url.searchParams.has('policy')
              ? json({})
              : xml(
                    url.searchParams.has('notification')
                        ? '<NotificationConfiguration/>'
                        : url.searchParams.has('lifecycle')
                          ? '<LifecycleConfiguration/>'
                          : '<ListBucketResult><Contents/><CommonPrefixes/></ListBucketResult>',
                );
    return url.pathname.startsWith('/2015-03-31') ? lambda(account, url) : s3(account, url);
};

/** An error in the protocol that was asked in. */
const faultReply = (fault: Fault, request: IncomingMessage): Reply => {
    const { name, message, status } = fault;
    if (request.headers['x-amz-target'] !== undefined)
        return { status, type: 'application/x-amz-json-1.1', body: JSON.stringify({ __type: name, message }) };
    if (/^\/(2015-03-31|schedules)\//.test(String(request.url)))
        return {
            status: name === 'ResourceNotFoundException' ? 404 : status,
            type: 'application/json',
            body: JSON.stringify({ __type: name, message }),
        };
    const plain = name.replace(
        'AccessDeniedException',
        request.method === 'POST' ? 'AuthorizationError' : 'AccessDenied',
    );
    const error = `<Code>${plain}</Code><Message>${escaped(message)}</Message>`;
    if (request.method === 'POST')
        return {
            status,
            type: 'text/xml',
            body: `<ErrorResponse><Error><Type>Sender</Type>${error}</Error></ErrorResponse>`,
        };
    return {
        status: name.startsWith('NoSuch') ? 404 : status,
        type: 'application/xml',
        body: `<?xml version="1.0"?><Error>${error}</Error>`,
    };
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString();
};

/** Runs something beside an AWS that holds this account; it is given the environment in which every AWS tool finds it. */
export const withAws = async <Answer>(
    account: Account,
    act: (env: Readonly<Record<string, string>>) => Promise<Answer>,
): Promise<Answer> => {
    const reply = async (request: IncomingMessage): Promise<Reply> => {
        try {
            return answer(account, request, await bodyOf(request));
        } catch (error) {
            if (error instanceof Fault) return faultReply(error, request);
            throw error;
        }
    };
    const server = createServer((request, response) => {
        void reply(request).then(({ status, type, body }) =>
            response.writeHead(status, { 'content-type': type }).end(body),
        );
    });
    await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    return act({
        AWS_ENDPOINT_URL: url,
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: 'testing',
        AWS_SECRET_ACCESS_KEY: 'testing',
    }).finally(() => {
        server.closeAllConnections();
        server.close();
    });
};
