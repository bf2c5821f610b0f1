/** A small local AWS with the protocols of the services that doctor and apply call. */
import { createServer, type IncomingMessage } from 'node:http';
import { ACCOUNT, CALLER, REGION, type FakeAccount } from './fake-account.ts';

// oxlint-disable-next-line typescript/no-explicit-any
type AccountCallBody = Record<string, any>;

/** An error of a service, with its AWS error name. */
class AwsFault extends Error {
    readonly status: number;
    constructor(name: string, message: string, status = 400) {
        super(message);
        this.name = name;
        this.status = status;
    }
}

const requireFound = <Value>(value: Value | undefined, name: string, message = 'not found'): Value => {
    if (value === undefined) throw new AwsFault(name, message);
    return value;
};

const MAX_CONFIGURATIONS = 2;
const ARN = /^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$/;

/**
 * docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetLogDeliveryConfiguration.html,
 * written independently of the tested code.
 */
const setLogDelivery = (
    { pools, deliveries }: FakeAccount,
    { UserPoolId, LogConfigurations }: AccountCallBody,
): AccountCallBody => {
    const pool = requireFound(
        pools.get(UserPoolId),
        'ResourceNotFoundException',
        `User pool ${UserPoolId} does not exist.`,
    );
    const invalid = (message: string): never => {
        throw new AwsFault('InvalidParameterException', message);
    };
    if (LogConfigurations.length > MAX_CONFIGURATIONS)
        invalid(
            "1 validation error detected: Value at 'logConfigurations' failed to satisfy constraint: " +
                'Member must have length less than or equal to 2',
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
            throw new AwsFault('FeatureUnavailableInTierException', 'the plan');
    }
    deliveries.set(UserPoolId, LogConfigurations);
    return { LogDeliveryConfiguration: { UserPoolId, LogConfigurations } };
};

type AccountCall = (account: FakeAccount, body: AccountCallBody) => unknown;

const SERVICES: Readonly<Record<string, string>> = {
    AWSCognitoIdentityProviderService: 'cognito-idp',
    Logs_20140328: 'logs',
    Firehose_20150804: 'firehose',
    AWSGlue: 'glue',
    AmazonAthena: 'athena',
    AmazonSQS: 'sqs',
    GraniteServiceVersion20100801: 'cloudwatch',
    TrentService: 'kms',
};

const JSON_PROTOCOL_CALLS: Readonly<Record<string, AccountCall>> = {
    'cognito-idp:DescribeUserPool': ({ pools }, { UserPoolId }) => ({
        UserPool: requireFound(pools.get(UserPoolId), 'ResourceNotFoundException'),
    }),
    'cognito-idp:GetLogDeliveryConfiguration': ({ pools, deliveries }, { UserPoolId }) => {
        requireFound(pools.get(UserPoolId), 'ResourceNotFoundException');
        return { LogDeliveryConfiguration: { UserPoolId, LogConfigurations: deliveries.get(UserPoolId) ?? [] } };
    },
    'cognito-idp:SetLogDeliveryConfiguration': setLogDelivery,
    'logs:DescribeLogGroups': ({ logGroups }, { logGroupNamePrefix }) => ({
        logGroups: [...logGroups.values()].filter(({ logGroupName }) => logGroupName.startsWith(logGroupNamePrefix)),
    }),
    'logs:CreateLogGroup': ({ logGroups }, { logGroupName }) => {
        logGroups.set(logGroupName, { logGroupName });
        return {};
    },
    'logs:PutRetentionPolicy': ({ logGroups }, { logGroupName, retentionInDays }) => {
        Object.assign(requireFound(logGroups.get(logGroupName), 'ResourceNotFoundException'), { retentionInDays });
        return {};
    },
    'logs:PutResourcePolicy': ({ groupPolicies }, { resourceArn, policyDocument, expectedRevisionId }) => {
        if (groupPolicies.get(resourceArn)?.['revisionId'] !== expectedRevisionId)
            throw new AwsFault('InvalidParameterException', 'Invalid ExpectedRevisionId');
        groupPolicies.set(resourceArn, { policyDocument, revisionId: `${Number(expectedRevisionId ?? 0) + 1}` });
        return {};
    },
    'logs:DescribeSubscriptionFilters': ({ subscriptionFilters }, { logGroupName }) => ({
        subscriptionFilters: requireFound(subscriptionFilters.get(logGroupName), 'ResourceNotFoundException'),
    }),
    'logs:DescribeResourcePolicies': ({ resourcePolicies, groupPolicies }, { resourceArn }) => ({
        resourcePolicies:
            resourceArn === undefined
                ? resourcePolicies
                : [groupPolicies.get(resourceArn)].filter((policy) => policy !== undefined),
    }),
    'firehose:DescribeDeliveryStream': ({ streams }, { DeliveryStreamName }) => ({
        DeliveryStreamDescription: requireFound(streams.get(DeliveryStreamName), 'ResourceNotFoundException'),
    }),
    'firehose:ListTagsForDeliveryStream': ({ tags }, { DeliveryStreamName, Limit = 10 }) => ({
        Tags: requireFound(tags.get(DeliveryStreamName), 'ResourceNotFoundException').slice(0, Limit),
        HasMoreTags: false,
    }),
    'kms:DescribeKey': ({ keys }, { KeyId }) => ({ KeyMetadata: requireFound(keys.get(KeyId), 'NotFoundException') }),
    'glue:GetDatabase': ({ databases }, { Name }) => ({
        Database: requireFound(databases.has(Name) ? { Name } : undefined, 'EntityNotFoundException'),
    }),
    'glue:GetTable': ({ tables }, { DatabaseName, Name }) => ({
        Table: requireFound(tables.get(`${DatabaseName}.${Name}`), 'EntityNotFoundException'),
    }),
    'athena:GetWorkGroup': ({ workGroups }, { WorkGroup }) => ({
        WorkGroup: requireFound(
            workGroups.get(WorkGroup),
            'InvalidRequestException',
            `WorkGroup ${WorkGroup} is not found.`,
        ),
    }),
    // In pages, like the service.
    'athena:ListNamedQueries': ({ namedQueries }, { WorkGroup, NextToken = '0' }) => {
        const ids = namedQueries
            .filter((query) => query['WorkGroup'] === WorkGroup)
            .map(({ NamedQueryId }) => NamedQueryId);
        return {
            NamedQueryIds: ids.slice(Number(NextToken), Number(NextToken) + 20),
            ...(Number(NextToken) + 20 < ids.length ? { NextToken: String(Number(NextToken) + 20) } : {}),
        };
    },
    'athena:BatchGetNamedQuery': ({ namedQueries }, { NamedQueryIds }) => ({
        NamedQueries: namedQueries.filter(({ NamedQueryId }) => NamedQueryIds.includes(NamedQueryId)),
    }),
    'sqs:GetQueueUrl': ({ queues }, { QueueName }) => ({
        QueueUrl: requireFound(
            queues.has(QueueName) ? `http://127.0.0.1/${ACCOUNT}/${QueueName}` : undefined,
            'com.amazonaws.sqs#QueueDoesNotExist',
        ),
    }),
    'sqs:GetQueueAttributes': ({ queues }, { QueueUrl }) => ({
        Attributes: requireFound(
            queues.get(String(QueueUrl).split('/').at(-1) ?? ''),
            'com.amazonaws.sqs#QueueDoesNotExist',
        ),
    }),
    'cloudwatch:GetMetricData': ({ functionErrors }, { MetricDataQueries: [query] }) => {
        const {
            Namespace,
            MetricName,
            Dimensions: [dimension],
        } = query.MetricStat.Metric;
        const count = functionErrors.get(
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

type HttpReply = { readonly status: number; readonly type: string; readonly body: string };

const jsonReply = (body: unknown): HttpReply => ({
    status: 200,
    type: 'application/x-amz-json-1.1',
    body: JSON.stringify(body),
});
const xmlReply = (body: string): HttpReply => ({ status: 200, type: 'text/xml', body: `<?xml version="1.0"?>${body}` });
const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Throws for actions that are denied, missing or unsupported. */
const checkAccess = (
    { deniedActions, missingActions, unsupportedActions, calledActions }: FakeAccount,
    action: string,
): void => {
    calledActions.add(action);
    if (deniedActions.has(action))
        throw new AwsFault(
            'AccessDeniedException',
            `User: ${CALLER} is not authorized to perform: ${action}`,
            action.startsWith('sns:') || action.startsWith('s3:') ? 403 : 400,
        );
    if (missingActions.has(action)) throw new AwsFault('ResourceNotFoundException', 'not found');
    if (unsupportedActions.has(action))
        throw new AwsFault('UnknownOperationException', 'This emulator has no such call', 501);
};

const topicAttributes = (account: FakeAccount, topicArn: string): HttpReply => {
    checkAccess(account, 'sns:GetTopicAttributes');
    if (account.hasEmptyReplies)
        return xmlReply('<GetTopicAttributesResponse><GetTopicAttributesResult/></GetTopicAttributesResponse>');
    const entries = Object.entries(requireFound(account.topicAttributes.get(topicArn), 'NotFound'))
        .map(([key, value]) => `<entry><key>${key}</key><value>${escapeXml(value)}</value></entry>`)
        .join('');
    return xmlReply(
        `<GetTopicAttributesResponse><GetTopicAttributesResult><Attributes>${entries}</Attributes>` +
            '</GetTopicAttributesResult></GetTopicAttributesResponse>',
    );
};

const stackResources = (account: FakeAccount): HttpReply => {
    checkAccess(account, 'cloudformation:ListStackResources');
    if (account.hasEmptyReplies)
        return xmlReply('<ListStackResourcesResponse><ListStackResourcesResult/></ListStackResourcesResponse>');
    const members = requireFound(
        account.stackResources ?? undefined,
        'ValidationError',
        'Stack with id cognito-log-lake-dev does not exist',
    ).map(
        (each) =>
            `<member>${Object.entries(each)
                .map(([key, value]) => `<${key}>${escapeXml(String(value))}</${key}>`)
                .join('')}</member>`,
    );
    return xmlReply(
        '<ListStackResourcesResponse><ListStackResourcesResult>' +
            `<StackResourceSummaries>${members.join('')}</StackResourceSummaries>` +
            '</ListStackResourcesResult></ListStackResourcesResponse>',
    );
};

const stackStatus = (account: FakeAccount): HttpReply => {
    checkAccess(account, 'cloudformation:DescribeStacks');
    if (account.hasEmptyReplies)
        return xmlReply('<DescribeStacksResponse><DescribeStacksResult/></DescribeStacksResponse>');
    requireFound(account.stackResources ?? undefined, 'ValidationError', 'Stack cognito-log-lake-dev does not exist');
    return xmlReply(
        '<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>cognito-log-lake-dev</StackName>' +
            `<CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>${account.stackStatus}</StackStatus>` +
            `<EnableTerminationProtection>${account.isStackProtected}</EnableTerminationProtection>` +
            '</member></Stacks></DescribeStacksResult></DescribeStacksResponse>',
    );
};

const policyEntities = (account: FakeAccount, policyArn: string): HttpReply => {
    checkAccess(account, 'iam:ListEntitiesForPolicy');
    if (!account.policyEntities.has(policyArn))
        return xmlReply(
            '<ListEntitiesForPolicyResponse><ListEntitiesForPolicyResult/></ListEntitiesForPolicyResponse>',
        );
    const { roles = [], users = [], groups = [] } = account.policyEntities.get(policyArn) ?? {};
    const members = (element: string, names: readonly string[]): string =>
        names.map((name) => `<member><${element}>${escapeXml(name)}</${element}></member>`).join('');
    return xmlReply(
        '<ListEntitiesForPolicyResponse><ListEntitiesForPolicyResult><IsTruncated>false</IsTruncated>' +
            `<PolicyRoles>${members('RoleName', roles)}</PolicyRoles>` +
            `<PolicyUsers>${members('UserName', users)}</PolicyUsers>` +
            `<PolicyGroups>${members('GroupName', groups)}</PolicyGroups>` +
            '</ListEntitiesForPolicyResult></ListEntitiesForPolicyResponse>',
    );
};

/** The query protocol: STS, SNS, IAM and CloudFormation. */
const replyToForm = (account: FakeAccount, form: URLSearchParams): HttpReply => {
    if (form.get('Action') === 'GetCallerIdentity') {
        if (account.deniedActions.has('sts:GetCallerIdentity'))
            throw new AwsFault('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
        return xmlReply(
            `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${CALLER}</Arn>` +
                `<Account>${ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
        );
    }
    if (form.get('Action') === 'ListEntitiesForPolicy') return policyEntities(account, form.get('PolicyArn') ?? '');
    if (form.get('Action') === 'DescribeStacks') return stackStatus(account);
    if (form.get('Action') === 'ListStackResources') return stackResources(account);
    if (form.get('Action') === 'GetTopicAttributes') return topicAttributes(account, form.get('TopicArn') ?? '');
    checkAccess(account, 'sns:ListSubscriptionsByTopic');
    if (account.hasEmptyReplies)
        return xmlReply(
            '<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult/></ListSubscriptionsByTopicResponse>',
        );
    const subscriptions = requireFound(account.topics.get(form.get('TopicArn') ?? ''), 'NotFound');
    const members = subscriptions
        .map(
            (each) =>
                `<member>${Object.entries(each)
                    .map(([key, value]) => `<${key}>${escapeXml(String(value))}</${key}>`)
                    .join('')}</member>`,
        )
        .join('');
    return xmlReply(
        `<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions>${members}` +
            '</Subscriptions></ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>',
    );
};

const replyToLambda = (account: FakeAccount, { pathname, searchParams }: URL): HttpReply => {
    if (pathname.includes('event-source-mappings')) {
        checkAccess(account, 'lambda:ListEventSourceMappings');
        return jsonReply({
            EventSourceMappings: account.eventSources.get(searchParams.get('FunctionName') ?? '') ?? [],
        });
    }
    const name = pathname.split('/')[3] ?? '';
    if (pathname.includes('account-settings')) {
        checkAccess(account, 'lambda:GetAccountSettings');
        return jsonReply({ AccountLimit: account.accountLimit });
    }
    if (pathname.endsWith('/concurrency')) {
        checkAccess(account, 'lambda:GetFunctionConcurrency');
        requireFound(account.functions.get(name), 'ResourceNotFoundException');
        return jsonReply({ ReservedConcurrentExecutions: account.reservedConcurrency.get(name) });
    }
    checkAccess(account, 'lambda:GetFunctionConfiguration');
    return jsonReply(requireFound(account.functions.get(name), 'ResourceNotFoundException'));
};

const replyToScheduler = (account: FakeAccount, { pathname, searchParams }: URL): HttpReply => {
    checkAccess(account, 'scheduler:GetSchedule');
    return jsonReply(
        account.hasEmptyReplies
            ? {}
            : requireFound(
                  account.schedules.get(`${searchParams.get('groupName')}/${pathname.split('/')[2]}`),
                  'ResourceNotFoundException',
              ),
    );
};

const listObjectsXml = (objects: ReadonlyMap<string, Date>, query: URLSearchParams): string => {
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
                `<Contents><Key>${escapeXml(key)}</Key>` +
                `<LastModified>${objects.get(key)?.toISOString()}</LastModified><Size>1</Size></Contents>`,
        );
    const prefixes = folders.map((folder) => `<CommonPrefixes><Prefix>${escapeXml(folder)}</Prefix></CommonPrefixes>`);
    const entries = [...contents, ...prefixes].join('');
    return `<ListBucketResult>${entries}<IsTruncated>false</IsTruncated></ListBucketResult>`;
};

/** `others` is XML as the service writes it. */
const notificationXml = ({ QueueConfigurations = [], others = '' }: AccountCallBody): string => {
    const queues = QueueConfigurations.map(
        ({ Event, Queue }: AccountCallBody) =>
            `<QueueConfiguration><Queue>${Queue}</Queue><Event>${Event}</Event></QueueConfiguration>`,
    );
    return `<NotificationConfiguration>${queues.join('')}${others}</NotificationConfiguration>`;
};

const ruleXml = ({ Id, Status, Prefix, Filter, ExpirationInDays: days, ...rest }: AccountCallBody): string => {
    const abort = rest['AbortIncompleteMultipartUpload'];
    const noncurrent = rest['NoncurrentVersionExpiration'];
    return [
        `<Rule><ID>${Id}</ID><Status>${Status}</Status>`,
        Filter ?? `<Filter><Prefix>${Prefix ?? ''}</Prefix></Filter>`,
        days === undefined ? '' : `<Expiration><Days>${days}</Days></Expiration>`,
        noncurrent === undefined
            ? ''
            : `<NoncurrentVersionExpiration><NoncurrentDays>${noncurrent.NoncurrentDays}</NoncurrentDays></NoncurrentVersionExpiration>`,
        abort === undefined
            ? ''
            : '<AbortIncompleteMultipartUpload>' +
              `<DaysAfterInitiation>${abort.DaysAfterInitiation}</DaysAfterInitiation>` +
              '</AbortIncompleteMultipartUpload>',
        '</Rule>',
    ].join('');
};

const lifecycleXml = (rules: AccountCallBody[]): string =>
    `<LifecycleConfiguration>${rules.map(ruleXml).join('')}</LifecycleConfiguration>`;

const S3_ACTIONS = [
    ['notification', 's3:GetBucketNotification'],
    ['policy', 's3:GetBucketPolicy'],
    ['lifecycle', 's3:GetLifecycleConfiguration'],
    ['encryption', 's3:GetEncryptionConfiguration'],
    ['versioning', 's3:GetBucketVersioning'],
] as const;

/** The text of an element. */
const elementText = (xml: string, name: string): string | undefined =>
    new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];

const parseRule = (xml: string): AccountCallBody => {
    const [days, noncurrent, abort] = ['Days', 'NoncurrentDays', 'DaysAfterInitiation'].map((name) =>
        elementText(xml, name),
    );
    return {
        Id: elementText(xml, 'ID'),
        Status: elementText(xml, 'Status'),
        Prefix: elementText(xml, 'Prefix') ?? '',
        ...(days === undefined ? {} : { ExpirationInDays: Number(days) }),
        ...(noncurrent === undefined
            ? {}
            : { NoncurrentVersionExpiration: { NoncurrentDays: Number(noncurrent) }, ExpiredObjectDeleteMarker: true }),
        ...(abort === undefined ? {} : { AbortIncompleteMultipartUpload: { DaysAfterInitiation: Number(abort) } }),
    };
};

const SETTERS: Readonly<Record<string, (bucket: AccountCallBody, body: string) => void>> = {
    lifecycle: (bucket, body) => {
        bucket['lifecycle'] = [...body.matchAll(/<Rule>.*?<\/Rule>/gs)].map(([rule]) => parseRule(rule));
    },
    encryption: (bucket, body) => {
        const key = elementText(body, 'KMSMasterKeyID');
        bucket['encryption'] = {
            SSEAlgorithm: elementText(body, 'SSEAlgorithm'),
            ...(key === undefined ? {} : { KMSMasterKeyID: key }),
        };
    },
    versioning: (bucket, body) => {
        bucket['versioning'] = elementText(body, 'Status');
    },
    policy: (bucket, body) => {
        bucket['policy'] = body;
    },
};

/** PUT of a setting of a bucket. */
const putBucketSetting = (account: FakeAccount, { pathname, searchParams }: URL, body: string): HttpReply => {
    const [setting = '', set] = Object.entries(SETTERS).find(([name]) => searchParams.has(name)) ?? [];
    const action = S3_ACTIONS.find(([name]) => name === setting)?.[1] ?? '';
    checkAccess(account, action.replace(':Get', ':Put'));
    set?.(requireFound(account.buckets.get(pathname.split('/')[1] ?? ''), 'NoSuchBucket'), body);
    return { status: 200, type: 'application/xml', body: '' };
};

const encryptionXml = ({ SSEAlgorithm, KMSMasterKeyID: key }: AccountCallBody): string =>
    '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>' +
    `<SSEAlgorithm>${SSEAlgorithm}</SSEAlgorithm>${key === undefined ? '' : `<KMSMasterKeyID>${key}</KMSMasterKeyID>`}` +
    '</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>';

const versioningXml = (status: string | null | undefined): string =>
    `<VersioningConfiguration>${status === null || status === undefined ? '' : `<Status>${status}</Status>`}</VersioningConfiguration>`;

const replyToS3 = (account: FakeAccount, { pathname, searchParams }: URL): HttpReply => {
    const action = S3_ACTIONS.find(([parameter]) => searchParams.has(parameter))?.[1] ?? 's3:ListBucket';
    checkAccess(account, action);
    const bucket = requireFound(account.buckets.get(pathname.split('/')[1] ?? ''), 'NoSuchBucket');
    if ([...account.unlistablePrefixes].some((prefix) => searchParams.get('prefix')?.startsWith(prefix)))
        throw new AwsFault('AccessDeniedException', `${CALLER} may not list this prefix`, 403);
    if (action === 's3:GetBucketNotification') return xmlReply(notificationXml(bucket.notifications));
    if (action === 's3:GetBucketPolicy')
        return jsonReply(JSON.parse(requireFound(bucket.policy ?? undefined, 'NoSuchBucketPolicy')));
    if (action === 's3:GetLifecycleConfiguration')
        return xmlReply(
            lifecycleXml(
                requireFound(
                    bucket.lifecycle.length === 0 ? undefined : bucket.lifecycle,
                    'NoSuchLifecycleConfiguration',
                ),
            ),
        );
    if (action === 's3:GetEncryptionConfiguration')
        return xmlReply(
            encryptionXml(
                requireFound(bucket.encryption ?? undefined, 'ServerSideEncryptionConfigurationNotFoundError'),
            ),
        );
    if (action === 's3:GetBucketVersioning') return xmlReply(versioningXml(bucket.versioning));
    return xmlReply(listObjectsXml(bucket.objects, searchParams));
};

/** The paths of Lambda begin with the version of the call. */
const LAMBDA_PATH = /^\/20\d\d-\d\d-\d\d\//;

/** Only a status, never a body: docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html. */
const headBucket = (account: FakeAccount, { pathname }: URL): HttpReply => {
    checkAccess(account, 's3:ListBucket');
    const name = pathname.split('/')[1] ?? '';
    return {
        status: account.headStatuses.get(name) ?? (account.buckets.has(name) ? 200 : 404),
        type: 'text/xml',
        body: '',
    };
};

const replyToRequest = (account: FakeAccount, request: IncomingMessage, body: string): HttpReply => {
    // A signature for another region means that the client called the wrong region.
    if (!String(request.headers.authorization).includes(`/${REGION}/`))
        throw new AwsFault('ResourceNotFoundException', `this is ${REGION}`);
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const [prefix = '', operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
    if (operation !== '') {
        const action = `${SERVICES[prefix]}:${operation}`;
        checkAccess(account, action);
        return jsonReply(
            account.hasEmptyReplies
                ? {}
                : requireFound(JSON_PROTOCOL_CALLS[action], 'UnknownOperationException')(account, JSON.parse(body)),
        );
    }
    if (url.pathname === '/GetDataLakeSettings') {
        checkAccess(account, 'lakeformation:GetDataLakeSettings');
        return jsonReply(account.hasEmptyReplies ? {} : { DataLakeSettings: account.dataLakeSettings });
    }
    if (request.method === 'POST') return replyToForm(account, new URLSearchParams(body));
    if (url.pathname.startsWith('/schedules/')) return replyToScheduler(account, url);
    if (account.hasEmptyReplies)
        return LAMBDA_PATH.test(url.pathname)
            ? jsonReply({})
            : url.searchParams.has('policy')
              ? jsonReply({})
              : xmlReply(
                    url.searchParams.has('notification')
                        ? '<NotificationConfiguration/>'
                        : url.searchParams.has('lifecycle')
                          ? '<LifecycleConfiguration/>'
                          : '<ListBucketResult><Contents/><CommonPrefixes/></ListBucketResult>',
                );
    if (request.method === 'HEAD') return headBucket(account, url);
    if (request.method === 'PUT') return putBucketSetting(account, url, body);
    return LAMBDA_PATH.test(url.pathname) ? replyToLambda(account, url) : replyToS3(account, url);
};

/** An error reply in the protocol of the request. */
const faultReply = (fault: AwsFault, request: IncomingMessage): HttpReply => {
    const { name, message, status } = fault;
    if (request.headers['x-amz-target'] !== undefined)
        return { status, type: 'application/x-amz-json-1.1', body: JSON.stringify({ __type: name, message }) };
    if (LAMBDA_PATH.test(String(request.url)) || /^\/(schedules\/|GetDataLakeSettings)/.test(String(request.url)))
        return {
            status: name === 'ResourceNotFoundException' ? 404 : status,
            type: 'application/json',
            body: JSON.stringify({ __type: name, message }),
        };
    const plain = name.replace(
        'AccessDeniedException',
        request.method === 'POST' ? 'AuthorizationError' : 'AccessDenied',
    );
    const error = `<Code>${plain}</Code><Message>${escapeXml(message)}</Message>`;
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

const readRequestBody = async (request: IncomingMessage): Promise<string> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString();
};

/** Runs an action against a server with this account. `env` points every AWS tool to the server. */
export const withFakeAccount = async <Result>(
    account: FakeAccount,
    act: (env: Readonly<Record<string, string>>) => Promise<Result>,
): Promise<Result> => {
    const reply = async (request: IncomingMessage): Promise<HttpReply> => {
        try {
            return replyToRequest(account, request, await readRequestBody(request));
        } catch (error) {
            if (error instanceof AwsFault) return faultReply(error, request);
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
