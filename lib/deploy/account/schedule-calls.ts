/** Calls about schedules. */
import type { GetScheduleOutput } from '@aws-sdk/client-scheduler';
import { ask, type Answer } from './answer.ts';
import type { ClientSettings } from '../../aws/client-settings.ts';

export type ScheduleCalls = { readonly schedule: (group: string, name: string) => Promise<Answer<GetScheduleOutput>> };

export const scheduleCalls = async (settings: ClientSettings): Promise<ScheduleCalls> => {
    const { GetScheduleCommand, SchedulerClient } = await import('@aws-sdk/client-scheduler');
    const client = new SchedulerClient(settings);
    return {
        schedule: async (GroupName, Name) =>
            ask('scheduler:GetSchedule', async () => client.send(new GetScheduleCommand({ GroupName, Name }))),
    };
};
