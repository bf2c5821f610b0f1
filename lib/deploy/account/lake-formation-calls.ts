/** Lake Formation calls: the settings of the account's data lake. */
import type { DataLakeSettings } from '@aws-sdk/client-lakeformation';
import { lookUpResource, type LookupResult } from './look-up-resource.ts';
import { createClient, type ClientOptions } from '../../aws/create-client.ts';

export type LakeFormationCalls = { readonly settings: () => Promise<LookupResult<DataLakeSettings>> };

export const lakeFormationCalls = async (options: ClientOptions): Promise<LakeFormationCalls> => {
    const { GetDataLakeSettingsCommand, LakeFormationClient } = await import('@aws-sdk/client-lakeformation');
    const client = createClient(LakeFormationClient, options, {});
    return {
        settings: async () =>
            lookUpResource(
                'lakeformation:GetDataLakeSettings',
                async () => (await client.send(new GetDataLakeSettingsCommand({}))).DataLakeSettings ?? {},
            ),
    };
};
