/** EventBridge Scheduler calls: one schedule. */
import type { GetScheduleOutput } from '@aws-sdk/client-scheduler';
import { lookUpResource, type LookupResult } from './look-up-resource.ts';
import { createClient, type ClientOptions } from '../../aws/create-client.ts';

export type ScheduleCalls = {
    readonly schedule: (group: string, name: string) => Promise<LookupResult<GetScheduleOutput>>;
};

export const scheduleCalls = async (options: ClientOptions): Promise<ScheduleCalls> => {
    const { GetScheduleCommand, SchedulerClient } = await import('@aws-sdk/client-scheduler');
    const client = createClient(SchedulerClient, options, {});
    return {
        schedule: async (GroupName, Name) =>
            lookUpResource('scheduler:GetSchedule', async () =>
                client.send(new GetScheduleCommand({ GroupName, Name })),
            ),
    };
};
