export const requestSteps = ['whom', 'how', 'preview', 'sent'] as const
export type RequestStep = (typeof requestSteps)[number]
