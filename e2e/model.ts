import { scriptedModel } from '#test/scripted-model.ts';

const { OFFLINE_MODEL_PORT = '8002' } = process.env;

/** The model of the system under test. Who scripts it clears it afterwards. */
export const model = scriptedModel(`http://127.0.0.1:${OFFLINE_MODEL_PORT}`);
