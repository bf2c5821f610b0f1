/** The permission to use the config's customer managed KMS key, through the services that encrypt with it. */
import { KEY_ACTIONS, viaService, type KeyService } from '../lib/deploy/config/key-policy.ts';
import { kmsKeyOf } from '../lib/deploy/config/lake-config.ts';
import { PSEUDO_PARAMETERS, type Blueprint } from './blueprint.ts';
import { allow, type Statement } from './policy.ts';
import { sub } from './resource.ts';

/**
 * Nothing without a customer managed key. Whoever puts records on a stream needs `firehose`: since 2026-04-20 Firehose
 * checks the key's permissions of the caller (docs.aws.amazon.com/firehose/latest/dev/encryption.html).
 */
export const useKey = (
    { config }: Pick<Blueprint, 'config'>,
    services: readonly KeyService[],
    condition: NonNullable<Statement['Condition']> = {},
): readonly Statement[] => {
    const kmsKey = kmsKeyOf(config);
    if (kmsKey === null) return [];
    const names = services.map((service) => sub(viaService(service, PSEUDO_PARAMETERS.region)));
    return [
        {
            ...allow(KEY_ACTIONS, [kmsKey]),
            Condition: { StringEquals: { 'kms:ViaService': names.length === 1 ? names[0] : names }, ...condition },
        },
    ];
};
