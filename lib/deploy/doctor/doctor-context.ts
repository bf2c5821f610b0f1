/** The context of all checks: config, resource names and AWS client settings; and the commands that fixes use. */
import type { ClientOptions } from '../../aws/create-client.ts';
import type { LakeConfig } from '../config/lake-config.ts';
import type { StackLocation, StackNames } from '../config/stack-names.ts';
import type { StackCheck } from './stack-check.ts';
import { commandName } from '../../basics/command-name.ts';

export type DoctorContext = {
    readonly config: LakeConfig;
    readonly names: StackNames;
    readonly location: StackLocation;
    readonly clientOptions: ClientOptions;
    /** Epoch ms. */
    readonly nowMs: number;
};

/** Reads a part of the account and returns its checks. */
export type StackChecker = (context: DoctorContext) => Promise<readonly StackCheck[]>;

/** An AWS CLI command in the region of the stack. */
export const awsCommand = ({ location }: DoctorContext, words: string): string =>
    `aws --region ${location.region} ${words}`;

/** A value as JSON, quoted as one word for a shell. */
export const quoteJson = (value: object): string => `'${JSON.stringify(value).replaceAll("'", String.raw`'\''`)}'`;

/** A command of this CLI for the stage. */
export const lakeCommand = ({ location }: DoctorContext, words: string): string =>
    `${commandName()} ${words} --stage ${location.stage}`;

export const deployCommand = ({ location }: DoctorContext): string => `npx serverless deploy --stage ${location.stage}`;

/** CloudFormation does not notice a resource that was deleted by hand. */
export const redeployFix = (context: DoctorContext): string =>
    `If the stack was never deployed: ${deployCommand(context)}. ` +
    'A deployment does not restore what was deleted by hand: run npx serverless remove, ' +
    'set existingLakeBucket, existingExportBucket and existingExportLogGroups for what is retained, and deploy. ' +
    'No data is lost.';

/** The packaged template has the expected properties of a resource. */
export const resetToTemplateFix = (logicalId: string, what: string): string =>
    `Reset ${what} to the properties of ${logicalId} in .serverless/cloudformation-template-update-stack.json ` +
    '(npx serverless package). A deployment does not notice changes made by hand.';
