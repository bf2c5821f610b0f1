/** Holds every resource type and property to the specification of CloudFormation. */
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Property, PropertyType } from '@aws-cdk/service-spec-types';
import type { Finding } from './finding.ts';
import type { Json, Template } from './template.ts';

const db = loadAwsServiceSpecSync();

type Properties = Readonly<Record<string, Property>>;

const isIntrinsic = (json: Json): boolean =>
    typeof json === 'object' &&
    json !== null &&
    !Array.isArray(json) &&
    Object.keys(json).length === 1 &&
    /^(Ref|Fn::\w+)$/.test(Object.keys(json)[0] ?? '');

/** Resources of which the specification knows the type alone. */
const propertiesOf = (type: string): Properties | null => {
    const found = db.lookup('resource', 'cloudFormationType', 'equals', type);
    return found.length === 0 ? null : found.only().properties;
};

const TAG: Properties = {
    Key: { type: { type: 'string' }, required: true },
    Value: { type: { type: 'string' }, required: true },
};

/** CloudFormation itself turns a number into a text, and the other way round where the text is one. */
const PRIMITIVES: Readonly<Record<string, (json: Json) => boolean>> = {
    string: (json) => typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean',
    integer: (json) => Number.isInteger(Number(json)) && typeof json !== 'boolean' && json !== '',
    number: (json) => Number.isFinite(Number(json)) && typeof json !== 'boolean' && json !== '',
    boolean: (json) => typeof json === 'boolean' || json === 'true' || json === 'false',
    'date-time': (json) => typeof json === 'string',
    json: (json) => typeof json === 'object' || typeof json === 'string',
};

type Path = { readonly resource: string; readonly at: string };

const below = ({ resource, at }: Path, step: string): Path => ({ resource, at: at === '' ? step : `${at}.${step}` });
const finding = ({ resource, at }: Path, what: string): readonly Finding[] => [{ resource, what: `${at} ${what}` }];

const checkObject = (json: Json, properties: Properties, path: Path): readonly Finding[] => {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return finding(path, 'is no object');
    return [
        ...Object.entries(properties)
            .filter(([name, { required }]) => required === true && !(name in json))
            .flatMap(([name]) => finding(below(path, name), 'is missing')),
        ...Object.entries(json).flatMap(([name, value]: [string, Json]) => {
            const property = properties[name];
            return property === undefined
                ? finding(below(path, name), 'is no property')
                : checkValue(value, property.type, below(path, name));
        }),
    ];
};

const checkEach = (json: Json, element: PropertyType, path: Path): readonly Finding[] =>
    Array.isArray(json)
        ? (json as readonly Json[]).flatMap((value, index) => checkValue(value, element, below(path, String(index))))
        : finding(path, 'is no list');

const checkPrimitive = (json: Json, type: PropertyType, path: Path): readonly Finding[] => {
    if (PRIMITIVES[type.type]?.(json) !== true) return finding(path, `is no ${type.type}`);
    const allowed = 'allowedValues' in type && Array.isArray(type.allowedValues) ? type.allowedValues : null;
    return allowed === null || allowed.some((each) => each === json)
        ? []
        : finding(path, `is ${String(json)}, not one of ${allowed.join(', ')}`);
};

const checkValue = (json: Json, type: PropertyType, path: Path): readonly Finding[] => {
    if (isIntrinsic(json)) return [];
    switch (type.type) {
        case 'ref':
            return checkObject(json, db.get('typeDefinition', type.reference.$ref).properties, path);
        case 'array':
            return checkEach(json, type.element, path);
        case 'map':
            return typeof json === 'object' && json !== null
                ? Object.entries(json).flatMap(([name, value]) => checkValue(value, type.element, below(path, name)))
                : finding(path, 'is no map');
        case 'tag':
            return checkObject(json, TAG, path);
        case 'union':
            return type.types.some((each) => checkValue(json, each, path).length === 0)
                ? []
                : finding(path, 'fits none of its types');
        default:
            return checkPrimitive(json, type, path);
    }
};

/** What the specification does not allow. */
export const specFindings = ({ Resources }: Template): readonly Finding[] =>
    Object.entries(Resources).flatMap(([id, { Type, Properties: given }]) => {
        const properties = propertiesOf(Type);
        const path = { resource: id, at: '' };
        return properties === null
            ? finding(path, `has the unknown type ${Type}`)
            : checkObject(given ?? {}, properties, path);
    });
