import * as z from 'zod';

// Zod tries `new Function` when a schema is made. The page's policy forbids it: without this line every start would report a violation.
z.config({ jitless: true });
