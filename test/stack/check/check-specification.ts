/** Checks every resource type and property against the CloudFormation specification. */
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Property, PropertyType } from '@aws-cdk/service-spec-types';
import type { TemplateProblem } from './template-rule.ts';
import type { Json, Template } from './template.ts';

const specification = loadAwsServiceSpecSync();

type SpecProperties = Readonly<Record<string, Property>>;

const isIntrinsic = (json: Json): boolean =>
    typeof json === 'object' &&
    json !== null &&
    !Array.isArray(json) &&
    Object.keys(json).length === 1 &&
    /^(Ref|Fn::\w+)$/.test(Object.keys(json)[0] ?? '');

/** The properties of a resource type; null for an unknown type. */
const propertiesOf = (type: string): SpecProperties | null => {
    const found = specification.lookup('resource', 'cloudFormationType', 'equals', type);
    return found.length === 0 ? null : found.only().properties;
};

const TAG: SpecProperties = {
    Key: { type: { type: 'string' }, required: true },
    Value: { type: { type: 'string' }, required: true },
};

/** CloudFormation converts numbers to strings, and numeric strings to numbers. */
const PRIMITIVES: Readonly<Record<string, (json: Json) => boolean>> = {
    string: (json) => typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean',
    integer: (json) => Number.isInteger(Number(json)) && typeof json !== 'boolean' && json !== '',
    number: (json) => Number.isFinite(Number(json)) && typeof json !== 'boolean' && json !== '',
    boolean: (json) => typeof json === 'boolean' || json === 'true' || json === 'false',
    'date-time': (json) => typeof json === 'string',
    json: (json) => typeof json === 'object' || typeof json === 'string',
};

type PropertyPath = { readonly resource: string; readonly path: string };

const childPath = ({ resource, path }: PropertyPath, step: string): PropertyPath => ({
    resource,
    path: path === '' ? step : `${path}.${step}`,
});
const problemAt = ({ resource, path }: PropertyPath, what: string): readonly TemplateProblem[] => [
    { resource, message: `${path} ${what}` },
];

const checkObject = (json: Json, properties: SpecProperties, path: PropertyPath): readonly TemplateProblem[] => {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return problemAt(path, 'is not an object');
    return [
        ...Object.entries(properties)
            .filter(([name, { required }]) => required === true && !(name in json))
            .flatMap(([name]) => problemAt(childPath(path, name), 'is missing')),
        ...Object.entries(json).flatMap(([name, value]: [string, Json]) => {
            const property = properties[name];
            return property === undefined
                ? problemAt(childPath(path, name), 'is an unknown property')
                : checkValue(value, property.type, childPath(path, name));
        }),
    ];
};

const checkEach = (json: Json, element: PropertyType, path: PropertyPath): readonly TemplateProblem[] =>
    Array.isArray(json)
        ? (json as readonly Json[]).flatMap((value, index) =>
              checkValue(value, element, childPath(path, String(index))),
          )
        : problemAt(path, 'is not a list');

const checkPrimitive = (json: Json, type: PropertyType, path: PropertyPath): readonly TemplateProblem[] => {
    if (PRIMITIVES[type.type]?.(json) !== true) return problemAt(path, `is not a ${type.type}`);
    const allowed = 'allowedValues' in type && Array.isArray(type.allowedValues) ? type.allowedValues : null;
    return allowed === null || allowed.some((each) => each === json)
        ? []
        : problemAt(path, `is ${String(json)}, not one of ${allowed.join(', ')}`);
};

const checkValue = (json: Json, type: PropertyType, path: PropertyPath): readonly TemplateProblem[] => {
    if (isIntrinsic(json)) return [];
    switch (type.type) {
        case 'ref':
            return checkObject(json, specification.get('typeDefinition', type.reference.$ref).properties, path);
        case 'array':
            return checkEach(json, type.element, path);
        case 'map':
            return typeof json === 'object' && json !== null
                ? Object.entries(json).flatMap(([name, value]) =>
                      checkValue(value, type.element, childPath(path, name)),
                  )
                : problemAt(path, 'is not a map');
        case 'tag':
            return checkObject(json, TAG, path);
        case 'union':
            return type.types.some((each) => checkValue(json, each, path).length === 0)
                ? []
                : problemAt(path, 'matches none of its types');
        default:
            return checkPrimitive(json, type, path);
    }
};

/** The violations of the specification. */
export const checkSpecification = ({ Resources }: Template): readonly TemplateProblem[] =>
    Object.entries(Resources).flatMap(([id, { Type, Properties }]) => {
        const properties = propertiesOf(Type);
        const path = { resource: id, path: '' };
        return properties === null
            ? problemAt(path, `has the unknown type ${Type}`)
            : checkObject(Properties ?? {}, properties, path);
    });
