/** The rules that a company has for all roles: a permissions boundary and a path. */
import type { Blueprint } from './blueprint.ts';
import type { Resource, Resources } from './resource.ts';

const ROLE = 'AWS::IAM::Role';

/** The resources, with the boundary and the path of the config on each role. */
export const withCompanyRules = (
    resources: Resources,
    { config: { permissionsBoundary, rolePath } }: Pick<Blueprint, 'config'>,
): Resources => {
    const rules = {
        ...(permissionsBoundary === undefined ? {} : { PermissionsBoundary: permissionsBoundary }),
        ...(rolePath === undefined ? {} : { Path: rolePath }),
    };
    return Object.fromEntries(
        Object.entries(resources).map(([id, resource]): readonly [string, Resource] => [
            id,
            resource.Type === ROLE ? { ...resource, Properties: { ...resource.Properties, ...rules } } : resource,
        ]),
    );
};
