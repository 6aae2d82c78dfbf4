/// What each figure of `docket bench flow` means, as `--help` shows it.
enum FlowGuide {
    static let text = """
        --only chooses parts; these are their figures (N is the rate, MODE choreography
        or orchestration):

        drain    flow.drain.MODE (orders/s)
                 A backlog of paid orders, from the first reaction to the last order
                 ready.
                 Baseline: plain processes, each a loop on SQLite's C functions, that
                 hand as many orders along the same way: for every batch a durable
                 commit in a file of its own (inbox, one row of state, outbox,
                 checkpoint), a durable append to a common log, a wake-up. No JSON,
                 decisions, HTTP, retries, logs or metrics.
        steady   flow.steadyN.MODE.p50|p99 (ms)
                 Open loop: orders are created and paid when they are due, however long
                 others take. From the time on OrderPaid to the time on OrderReady.
                 Baseline: the same plain processes at the same rate, paid by one more
                 with two commits and two appends an order.
                 flow.steadyN.MODE.due.p50|p99 (ms)
                 The same orders from the moment they were due to OrderReady: both calls
                 are in it, and so is whatever made a call late (corrected for
                 coordinated omission).
                 flow.commits.MODE (commits/order): durable commits of the four
                 databases and the bus.
                 flow.cpu.SERVICE.MODE (ms/order): processor time, user and system.
                 memory.peak.SERVICE (MB): peak resident memory when the run, drain
                 included, is over.
        http     flow.http, flow.http.MODE (orders/s)
                 Closed loop over HTTP, as fast as answered: orders through the time
                 from the first request to the last OrderReady. flow.http is both modes
                 mixed, half and half.
                 Baseline: as many clients with two calls that ask for nothing (GET
                 /health/live) instead of each order.
        growth   flow.growth.ratio
                 Drain speed with five times as many orders through drain speed with
                 --orders. 1 means that the work of an order does not grow with their
                 number.
                 flow.growth.http.ratio
                 The same over HTTP and on the same processes: the fifth --orders of
                 orders through the first.
        idle     idle.cpu (% of one processor): all processes together, in silence
                 after work.
        million  flow.million.ratio
                 Drain speed in choreography with a million messages in the log through
                 that with an empty one, of three times --orders each. The messages are
                 copies of those of completed orders, and the services are past them.
                 flow.million.start (s): from starting the processes to all ready,
                 at such a log.
                 flow.million.drain, flow.million.http,
                 flow.million.steadyN.choreography.*: as above, at such a log.

        idle.cpu, flow.cpu and memory.peak are taken from /proc, so only on Linux.
        """
}
