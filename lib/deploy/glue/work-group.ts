/** The configuration of the workgroup that questions are asked in. */
import { keyOf, type LakeConfig } from '../config/lake-config.ts';

/** Where in the lake Athena writes what queries find. */
export const RESULTS_PREFIX = 'results/';

const GIGABYTE = 1_000_000_000;

const resultEncryption = (kmsKey: string | null) =>
    kmsKey === null
        ? { EncryptionOption: 'SSE_S3' as const }
        : { EncryptionOption: 'SSE_KMS' as const, KmsKey: kmsKey };

/** As Athena's API has it. Enforced: a client can't choose another place for its results, nor another limit. The texts may be functions of a template. */
export const workGroupConfiguration = <Text>(
    config: LakeConfig,
    { resultsLocation, account }: { resultsLocation: Text; account: Text },
) => ({
    EnforceWorkGroupConfiguration: true,
    PublishCloudWatchMetricsEnabled: true,
    BytesScannedCutoffPerQuery: config.queryCutOffGb * GIGABYTE,
    EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
    ResultConfiguration: {
        OutputLocation: resultsLocation,
        EncryptionConfiguration: resultEncryption(keyOf(config)),
        ExpectedBucketOwner: account,
    },
});
