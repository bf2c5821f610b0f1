/** Reads packaged templates, and resolves their references to the values in an account. */
import { readFileSync } from 'node:fs';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type TemplateResource = {
    readonly Type: string;
    readonly Properties: Json;
    readonly DependsOn?: string | readonly string[];
    readonly DeletionPolicy?: string;
    readonly UpdateReplacePolicy?: string;
};
export type Template = {
    readonly Resources: Readonly<Record<string, TemplateResource>>;
    readonly Outputs?: Readonly<Record<string, Json>>;
};

export const readTemplate = (path: string): Template => JSON.parse(readFileSync(path, 'utf8'));

/** The value at a path, or undefined. */
export const get = (json: Json | undefined, ...path: readonly (string | number)[]): Json | undefined =>
    path.reduce<Json | undefined>(
        (value, step) =>
            typeof value === 'object' && value !== null
                ? (value as Readonly<Record<string | number, Json>>)[step]
                : undefined,
        json,
    );

export const list = (json: Json | undefined): readonly Json[] =>
    Array.isArray(json) ? json : json === undefined ? [] : [json];
export const text = (json: Json | undefined): string =>
    typeof json === 'string' ? json : json === undefined ? '' : JSON.stringify(json);
export const texts = (json: Json | undefined): readonly string[] => list(json).map(text);
export const entries = (json: Json | undefined): readonly (readonly [string, Json])[] =>
    typeof json === 'object' && json !== null && !Array.isArray(json) ? Object.entries(json) : [];

export type NamedResource = { readonly id: string; readonly resource: TemplateResource; readonly properties: Json };

/** The resources of a type. */
export const resourcesOfType = (template: Template, type: string): readonly NamedResource[] =>
    Object.entries(template.Resources)
        .filter(([, { Type }]) => Type === type)
        .map(([id, resource]) => ({ id, resource, properties: resource.Properties }));

export const dependenciesOf = ({ DependsOn }: TemplateResource): readonly string[] =>
    DependsOn === undefined ? [] : [DependsOn].flat();

export const ACCOUNT = '123456789012';
const REGION = 'us-west-2';
const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
    'AWS::AccountId': ACCOUNT,
    'AWS::Region': REGION,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': 'stack',
};

const arn = (service: string, resource: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

/**
 * The values of Ref and GetAtt Arn, by type:
 * docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html.
 */
const REFERENCES: Readonly<
    Record<string, (name: (property: string) => string, id: string) => { readonly ref: string; readonly arn?: string }>
> = {
    'AWS::S3::Bucket': (name, id) => ({
        ref: name('BucketName') || id.toLowerCase(),
        arn: `arn:aws:s3:::${name('BucketName') || id.toLowerCase()}`,
    }),
    'AWS::SQS::Queue': (name) => ({
        ref: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name('QueueName')}`,
        arn: arn('sqs', name('QueueName')),
    }),
    'AWS::SNS::Topic': (name) => ({ ref: arn('sns', name('TopicName')), arn: arn('sns', name('TopicName')) }),
    'AWS::Logs::LogGroup': (name) => ({
        ref: name('LogGroupName'),
        arn: arn('logs', `log-group:${name('LogGroupName')}:*`),
    }),
    'AWS::KinesisFirehose::DeliveryStream': (name) => ({
        ref: name('DeliveryStreamName'),
        arn: arn('firehose', `deliverystream/${name('DeliveryStreamName')}`),
    }),
    'AWS::IAM::Role': (_, id) => ({ ref: id, arn: `arn:aws:iam::${ACCOUNT}:role/${id}` }),
    'AWS::IAM::ManagedPolicy': (name) => ({ ref: `arn:aws:iam::${ACCOUNT}:policy/${name('ManagedPolicyName')}` }),
    'AWS::Lambda::Function': (name) => ({
        ref: name('FunctionName'),
        arn: arn('lambda', `function:${name('FunctionName')}`),
    }),
    'AWS::Lambda::Version': (_, id) => ({ ref: arn('lambda', `function:${id}:1`) }),
    'AWS::Glue::Database': (name) => ({ ref: name('DatabaseName') }),
    'AWS::Glue::Table': (name) => ({ ref: name('TableName') }),
    'AWS::Scheduler::ScheduleGroup': (name) => ({
        ref: name('Name'),
        arn: arn('scheduler', `schedule-group/${name('Name')}`),
    }),
    'AWS::Athena::WorkGroup': (name) => ({ ref: name('Name') }),
};

/** The name of a Glue resource is one level deeper. */
const nameOf =
    (properties: Json) =>
    (property: string): unknown =>
        get(properties, property) ??
        (property === 'DatabaseName'
            ? get(properties, 'DatabaseInput', 'Name')
            : get(properties, 'TableInput', 'Name')) ??
        '';

/** A missing resource resolves to a text that no rule accepts as an ARN or name. */
const missingReference = (what: string): string => `<there is no ${what}>`;

/** Replaces Ref, GetAtt, Sub and Join with their values. */
export const resolveReferences = ({ Resources, Outputs = {} }: Template): Template => {
    const referenceOf = (id: string, attribute: 'ref' | 'arn'): string => {
        const pseudo = PSEUDO_PARAMETERS[id];
        if (pseudo !== undefined) return pseudo;
        const resource = Resources[id];
        const of = resource === undefined ? undefined : REFERENCES[resource.Type];
        if (resource === undefined || of === undefined) return missingReference(id);
        const properties =
            resource.Type === 'AWS::Glue::Database' ? get(resource.Properties, 'DatabaseInput', 'Name') : null;
        const name = (property: string): string =>
            text(resolved((properties ?? nameOf(resource.Properties)(property)) as Json));
        return of(name, id)[attribute] ?? missingReference(`${id}.${attribute}`);
    };
    const substituted = (template: string): string =>
        template.replace(/\$\{(?!!)([^}]+)\}/g, (_, name: string) =>
            name.endsWith('.Arn') ? referenceOf(name.slice(0, -4), 'arn') : referenceOf(name, 'ref'),
        );
    const FUNCTIONS: Readonly<Record<string, (argument: Json) => Json>> = {
        Ref: (id) => referenceOf(text(id), 'ref'),
        'Fn::GetAtt': (path) =>
            text(get(path, 1)) === 'Arn'
                ? referenceOf(text(get(path, 0)), 'arn')
                : missingReference(texts(path).join('.')),
        'Fn::Sub': (template) => substituted(text(template)),
        'Fn::Join': (argument) => texts(resolved(get(argument, 1) ?? [])).join(text(get(argument, 0))),
    };
    const resolved = (json: Json): Json => {
        if (typeof json !== 'object' || json === null) return json;
        if (Array.isArray(json)) return json.map((each: Json) => resolved(each));
        const [only] = Object.entries(json);
        const call = only !== undefined && Object.keys(json).length === 1 ? FUNCTIONS[only[0]] : undefined;
        return call === undefined || only === undefined
            ? Object.fromEntries(Object.entries(json).map(([key, value]) => [key, resolved(value)]))
            : call(only[1]);
    };
    return {
        Resources: Object.fromEntries(
            Object.entries(Resources).map(([id, resource]) => [
                id,
                { ...resource, Properties: resolved(resource.Properties ?? {}) },
            ]),
        ),
        Outputs: Object.fromEntries(Object.entries(Outputs).map(([id, output]) => [id, resolved(output)])),
    };
};

/** Parses JSON; null if the text is not valid JSON. */
export const parseJson = (json: string): Json => {
    try {
        return JSON.parse(json) as Json;
    } catch {
        return null;
    }
};
