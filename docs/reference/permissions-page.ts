/** The generated parts of docs/permissions.md: a heading per command, and a list with one line per resource. */
import { DESTINATION_KINDS } from '../../lib/deploy/delivery/destinations.ts';
import {
    COMMAND_PERMISSIONS,
    mergeGrants,
    type CommandPermission,
    type Persona,
} from '../../lib/deploy/account/command-permissions.ts';
import {
    APPLY_ACTIONS,
    APPLY_SETTINGS_GRANTS,
    DELIVERY_ACTIONS,
    SET_DELIVERY_ACTIONS,
} from '../../lib/deploy/account/permissions.ts';
import { RESOURCE_KINDS, type ActionGrant } from '../../lib/deploy/account/resource-kinds.ts';
import { blocks, code, list, table } from './markdown.ts';
import { PLACEHOLDERS, policyFile } from './policies.ts';

const codes = (texts: readonly string[]): string => texts.map(code).join(', ');

const grantLine = ({ actions, resource }: ActionGrant): string =>
    `${RESOURCE_KINDS[resource].replace(/^its /, 'the lake’s ')}: ${codes(actions)}`;

const policyLink = (command: string): string => `[${policyFile(command)}](policies/${policyFile(command)})`;

const personList = (personas: readonly Persona[]): string =>
    new Intl.ListFormat('en-GB').format(personas.map((persona) => `${persona}s`));

const section = (command: string, { grants, personas }: CommandPermission): string =>
    blocks([
        `## ${command}`,
        list(mergeGrants(grants).map(grantLine)),
        `Policy: ${policyLink(command)}. Part of the stack’s policy for ${personList(personas)}.`,
    ]);

const applySection = (): string =>
    blocks([
        '## apply',
        list([
            `the user pools: ${codes([...SET_DELIVERY_ACTIONS, ...APPLY_ACTIONS].filter((action) => action.startsWith('cognito-idp:')))}`,
            `\`*\`: ${codes(APPLY_ACTIONS.filter((action) => action.startsWith('logs:')))}`,
            ...DESTINATION_KINDS.map((kind) => `for a delivery to ${code(kind)}: ${codes(DELIVERY_ACTIONS[kind])}`),
        ]),
        `Policy: ${policyLink('apply')}. It covers all three destinations. The stack’s policies do not include it.`,
    ]);

const applySettingsSection = (): string =>
    blocks([
        '## apply --bucket, apply --log-groups',
        list(APPLY_SETTINGS_GRANTS.map(grantLine)),
        `Policy: ${policyLink('apply --bucket, --log-groups')}. The stack’s policies do not include it.`,
    ]);

export const permissionsReference = (): string =>
    blocks([
        ...COMMAND_PERMISSIONS.flatMap((permission) =>
            permission.command.split(', ').map((command) => section(command, permission)),
        ),
        applySection(),
        applySettingsSection(),
    ]);

export const placeholdersReference = (): string =>
    table(
        ['placeholder', 'replace it with', 'example'],
        Object.entries(PLACEHOLDERS).map(([name, [meaning, example]]) => [code(name), meaning, code(example)]),
    );
