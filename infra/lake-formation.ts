/** The Lake Formation permissions of the streams, the report and the analysts, for accounts that leave none to IAM. */
import { TABLE_NAMES, type TableName } from '../schemas/columns.ts';
import type { Blueprint } from './blueprint.ts';
import { REPORT_ROLE } from './report.ts';
import { attribute, ref, sub, type Resource, type Resources } from './resource.ts';
import { STREAM_ROLES } from './stream-roles.ts';
import { DATABASE, GLUE_TABLES } from './tables.ts';

/** A stream validates its table when it is created, so it waits for this. */
export const STREAM_GRANTS = {
    user_activity: 'ActivityStreamGrant',
    user_notification: 'NotificationStreamGrant',
} as const;

const inCatalog = { CatalogId: sub('${AWS::AccountId}') };

/** Nobody may pass a permission on. Changing any part replaces the grant. */
const grant = (principal: unknown, permissions: readonly string[], resource: object): Resource => ({
    Type: 'AWS::LakeFormation::PrincipalPermissions',
    Properties: {
        Principal: { DataLakePrincipalIdentifier: principal },
        Permissions: permissions,
        PermissionsWithGrantOption: [],
        Resource: resource,
    },
});

const streamGrant = (table: TableName): Resource =>
    grant(attribute(STREAM_ROLES[table], 'Arn'), ['DESCRIBE', 'SELECT'], {
        Table: { ...inCatalog, DatabaseName: ref(DATABASE), Name: ref(GLUE_TABLES[table]) },
    });

/** All tables and views, also those that a newer version adds. */
const readerGrants = (name: string, principal: unknown): Resources => ({
    [`${name}DatabaseGrant`]: grant(principal, ['DESCRIBE'], { Database: { ...inCatalog, Name: ref(DATABASE) } }),
    [`${name}TablesGrant`]: grant(principal, ['DESCRIBE', 'SELECT'], {
        Table: { ...inCatalog, DatabaseName: ref(DATABASE), TableWildcard: {} },
    }),
});

/** Nothing, unless the config asks for it. */
export const lakeFormation = ({ config }: Blueprint): Resources => {
    if (config.lakeFormation !== true) return {};
    const { analystRoles = [] } = config;
    return {
        ...Object.fromEntries(TABLE_NAMES.map((table) => [STREAM_GRANTS[table], streamGrant(table)])),
        ...(config.report === undefined ? {} : readerGrants('Report', attribute(REPORT_ROLE, 'Arn'))),
        ...Object.assign({}, ...analystRoles.map((arn, index) => readerGrants(`Analyst${index + 1}`, arn))),
    };
};
