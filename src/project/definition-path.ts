/** Keys and indexes that lead from the top of a definition file to one of its values. */
export type DefinitionPath = readonly (string | number)[];
