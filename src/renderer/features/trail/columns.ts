/**
 * The columns of the list. Where there is less room they go from the right: the number first, then the outcome,
 * which the words beside it say as well. Between patient and outcome is the place of the reason.
 */
export const gridColumns =
  'grid grid-cols-[6.75rem_minmax(0,9.5rem)_minmax(0,1fr)_8rem_5.25rem_5.5rem] @max-[44rem]:grid-cols-[6.75rem_minmax(0,9.5rem)_minmax(0,1fr)_8rem_5.25rem] @max-[38rem]:grid-cols-[6.75rem_minmax(0,8rem)_minmax(0,1fr)_7rem] @max-[32rem]:grid-cols-[6rem_minmax(0,7.5rem)_minmax(0,1fr)]';

/** The same where everything was done by one person, whose name is then the head of what they did. */
export const gridColumnsOfOne =
  'grid grid-cols-[6.75rem_minmax(0,1fr)_8rem_5.25rem_5.5rem] @max-[44rem]:grid-cols-[6.75rem_minmax(0,1fr)_8rem_5.25rem] @max-[38rem]:grid-cols-[6.75rem_minmax(0,1fr)_7rem] @max-[32rem]:grid-cols-[6rem_minmax(0,1fr)]';

/** Where there is least room the patient stands behind what happened. */
export const patientColumn = '@max-[32rem]:hidden';
export const patientBehind = 'hidden @max-[32rem]:inline';
export const outcomeColumn = '@max-[38rem]:hidden';
export const numberColumn = '@max-[44rem]:hidden';
