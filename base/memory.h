/* Memory of a big job goes back to the system when it is done: the allocator would keep it for the next. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

void memory_give_back(void);

#endif
