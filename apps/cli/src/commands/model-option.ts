import { requiredPath } from '../arguments/option.ts';

export const modelOption = requiredPath('FILE', 'a model that flow train wrote (.safetensors)');
