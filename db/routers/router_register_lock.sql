-- Two hosts that register at the same time do it one after the other, or each would overlook the other's list.
LOCK TABLE console.router_host IN SHARE ROW EXCLUSIVE MODE
