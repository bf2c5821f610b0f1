/** Rules about Lake Formation: who needs a grant on the tables has one, and nobody has more. */
import { problemIf, type TemplateRule } from '../template-rule.ts';
import { get, resourcesOfType, text, texts, type NamedResource, type Template } from '../template.ts';

const grantsOf = (template: Template): readonly NamedResource[] =>
    resourcesOfType(template, 'AWS::LakeFormation::PrincipalPermissions');

const principalOf = ({ properties }: NamedResource): string =>
    text(get(properties, 'Principal', 'DataLakePrincipalIdentifier'));

const tableOf = ({ properties }: NamedResource): string => {
    const table = get(properties, 'Resource', 'Table');
    const name = get(table, 'TableWildcard') === undefined ? text(get(table, 'Name')) : '*';
    return `${text(get(table, 'DatabaseName'))}.${name}`;
};

const isReadable = (grants: readonly NamedResource[], role: string, table: string): boolean =>
    grants.some(
        (grant) =>
            principalOf(grant) === role &&
            tableOf(grant) === table &&
            ['DESCRIBE', 'SELECT'].every((each) => texts(get(grant.properties, 'Permissions')).includes(each)),
    );

const rolesOf = (template: Template, service: string): readonly string[] =>
    resourcesOfType(template, 'AWS::Lambda::Function')
        .filter(({ properties }) => text(get(properties, 'Handler')).includes(service))
        .map(({ properties }) => text(get(properties, 'Role')));

export const lakeFormationRules: readonly TemplateRule[] = [
    {
        name: 'with Lake Formation, a stream may read its table before it is created',
        findProblems: (template) => {
            const grants = grantsOf(template);
            if (grants.length === 0) return [];
            return resourcesOfType(template, 'AWS::KinesisFirehose::DeliveryStream').flatMap(({ id, properties }) => {
                const schema = get(
                    properties,
                    'ExtendedS3DestinationConfiguration',
                    'DataFormatConversionConfiguration',
                    'SchemaConfiguration',
                );
                const table = `${text(get(schema, 'DatabaseName'))}.${text(get(schema, 'TableName'))}`;
                const role = text(get(schema, 'RoleARN'));
                const waitsFor = texts(template.Resources[id]?.DependsOn ?? []);
                return [
                    ...problemIf(!isReadable(grants, role, table), id, `has no grant on ${table}`),
                    ...problemIf(
                        !grants.some((grant) => waitsFor.includes(grant.id) && principalOf(grant) === role),
                        id,
                        'does not wait for its grant',
                    ),
                ];
            });
        },
    },
    {
        name: 'with Lake Formation, the report may read all tables and views',
        findProblems: (template) => {
            const grants = grantsOf(template);
            const [database] = resourcesOfType(template, 'AWS::Glue::Database').map(({ properties }) =>
                text(get(properties, 'DatabaseInput', 'Name')),
            );
            return grants.length === 0
                ? []
                : rolesOf(template, 'functions/report').flatMap((role) =>
                      problemIf(!isReadable(grants, role, `${database}.*`), 'Template', `has no grant for ${role}`),
                  );
        },
    },
    {
        name: 'a Lake Formation grant is read-only and cannot be passed on',
        findProblems: (template) =>
            grantsOf(template).flatMap(({ id, properties }) => [
                ...texts(get(properties, 'Permissions')).flatMap((permission) =>
                    problemIf(!['DESCRIBE', 'SELECT'].includes(permission), id, `grants ${permission}`),
                ),
                ...problemIf(texts(get(properties, 'PermissionsWithGrantOption')).length > 0, id, 'can be passed on'),
                ...problemIf(
                    !/^arn:aws[\w-]*:iam::\d{12}:role\/./.test(
                        text(get(properties, 'Principal', 'DataLakePrincipalIdentifier')),
                    ),
                    id,
                    'is for no role',
                ),
            ]),
    },
];
