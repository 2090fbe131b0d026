"""The scheduler against a model of clients, workers, deaths, time and reloads."""

from collections import Counter, defaultdict
from itertools import count

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from service.workers.actions import Assign, Charge, Demote, Fail, Job, Kill, Spawn
from service.workers.pool_limits import PoolLimits
from service.workers.scheduler import GRACE, LONG, PATIENCE, Scheduler

CLIENTS = st.sampled_from(["a", "b", "c"])
SECONDS = 2.0


class Model(RuleBasedStateMachine):
    """Does what the scheduler says, and keeps account of what happens to each job and worker."""

    @initialize(workers=st.integers(1, 4), waiting=st.integers(1, 8))
    def begin(self, workers, waiting):
        self.large = set()
        self.scheduler = Scheduler(PoolLimits(workers, waiting), is_large=self.large.__contains__)
        self.now, self.numbers = 0.0, 0
        self.workers, self.spawning = {}, 0  # the job of each worker that is alive, or None
        self.low_priority = set()
        self.outcomes = Counter()
        self.jobs, self.gone = [], set()
        self.given = defaultdict(list)
        self.ran, self.charged = Counter(), Counter()
        self.do(self.scheduler.dispatch(self.now))

    def do(self, actions):
        for action in actions:
            match action:
                case Spawn():
                    self.spawning += 1
                case Assign(worker, job):
                    assert self.workers[worker] is None, "a worker gets one job at a time"
                    self.workers[worker] = job
                    self.given[job.client].append(job)
                case Kill(worker):
                    self.account(self.workers.pop(worker))
                    self.low_priority.discard(worker)
                case Demote(worker):
                    self.low_priority.add(worker)
                case Fail(job, _):
                    self.outcomes[job] += 1
                case Charge(client, seconds):
                    self.charged[client] += seconds

    def account(self, job):
        if job is not None:
            self.ran[job.client] += self.now - job.started

    def busy(self):
        return sorted(worker for worker, job in self.workers.items() if job is not None)

    @rule(client=CLIENTS)
    def ask(self, client):
        job = Job(client, SECONDS, self.now)
        self.jobs.append(job)
        self.do(self.scheduler.submit(job, self.now))

    @rule(which=st.integers(0, 50))
    def leave(self, which):
        open_jobs = [job for job in self.jobs if not self.outcomes[job] and job not in self.gone]
        if open_jobs:
            job = open_jobs[which % len(open_jobs)]
            self.gone.add(job)
            self.do(self.scheduler.cancel(job, self.now))

    @precondition(lambda self: self.busy())
    @rule(which=st.integers(0, 50))
    def answer(self, which):
        worker = self.busy()[which % len(self.busy())]
        job, self.workers[worker] = self.workers[worker], None
        self.account(job)
        self.outcomes[job] += 1
        self.do(self.scheduler.completed(worker, self.now))

    @precondition(lambda self: self.workers)
    @rule(which=st.integers(0, 50))
    def grow(self, which):
        self.large.add(sorted(self.workers)[which % len(self.workers)])

    @precondition(lambda self: self.workers)
    @rule(which=st.integers(0, 50))
    def die(self, which):
        worker = sorted(self.workers)[which % len(self.workers)]
        self.account(self.workers.pop(worker))
        self.low_priority.discard(worker)
        self.do(self.scheduler.worker_ended(worker, self.now))

    @precondition(lambda self: self.spawning)
    @rule()
    def be_born(self):
        self.spawning -= 1
        self.numbers += 1
        self.workers[self.numbers] = None
        self.do(self.scheduler.worker_started(self.numbers, self.now))

    @precondition(lambda self: self.spawning)
    @rule()
    def fail_to_start(self):
        self.spawning -= 1
        self.scheduler.spawn_failed()
        self.do(self.scheduler.dispatch(self.now))

    @rule(seconds=st.sampled_from([0.001, 0.02, 0.06, LONG, 0.5, SECONDS]))
    def wait(self, seconds):
        self.now += seconds
        self.do(self.scheduler.tick(self.now))

    @rule()
    def reload(self):
        self.do(self.scheduler.replace_all(self.now))

    @invariant()
    def each_job_has_at_most_one_outcome(self):
        assert all(count == 1 for count in self.outcomes.values() if count)

    @invariant()
    def every_job_waits_runs_or_has_its_outcome(self):
        if not hasattr(self, "scheduler"):
            return
        held = [*self.scheduler.regular.queue, *self.scheduler.long.queue, *filter(None, self.workers.values())]
        assert max(Counter(map(id, held)).values(), default=1) == 1
        for job in self.jobs:
            assert (job in held) or self.outcomes[job] or job in self.gone

    @invariant()
    def the_scheduler_knows_the_workers(self):
        if hasattr(self, "scheduler"):
            known = [*self.scheduler.idle, *self.scheduler.regular.running, *self.scheduler.long.running]
            assert sorted(known) == sorted(self.workers)
            assert self.scheduler.starting == self.spawning

    @invariant()
    def every_worker_lost_is_replaced(self):
        if hasattr(self, "scheduler"):
            regular = len(self.workers) - len(self.scheduler.long.running)
            assert regular + self.spawning >= self.scheduler.limits.places

    @invariant()
    def nothing_waits_while_a_worker_is_idle_that_its_client_may_use(self):
        if hasattr(self, "scheduler") and self.scheduler.idle:
            most = self.scheduler.limits
            for lane in (self.scheduler.regular, self.scheduler.long):
                held = Counter(job.client for job in lane.running.values())
                for job in lane.queue:
                    alone = all(other.client == job.client for other in lane.queue)
                    share = most.workers if alone else most.share
                    assert held[job.client] >= share or held.total() >= most.places

    @invariant()
    def one_client_never_holds_every_place(self):
        if hasattr(self, "scheduler"):
            for lane in (self.scheduler.regular, self.scheduler.long):
                held = Counter(job.client for job in lane.running.values())
                assert max(held.values(), default=0) <= self.scheduler.limits.workers
                assert held.total() <= self.scheduler.limits.places

    @invariant()
    def jobs_of_a_client_start_in_the_order_of_asking(self):
        for jobs in getattr(self, "given", {}).values():
            first = list(dict.fromkeys(jobs))
            assert [job.asked for job in first] == sorted(job.asked for job in first)

    @invariant()
    def what_ran_is_charged(self):
        if hasattr(self, "scheduler"):
            for client, ran in self.ran.items():
                assert self.charged[client] >= ran - 1e-9

    @invariant()
    def a_long_job_runs_at_low_priority(self):
        if hasattr(self, "scheduler"):
            assert self.low_priority == set(self.scheduler.long.running)

    @invariant()
    def a_long_job_in_the_regular_lane_has_the_pool_to_itself(self):
        if hasattr(self, "scheduler"):
            long = [job for job in self.scheduler.regular.running.values() if self.now >= job.started + LONG]
            assert not long or (len(self.busy()) == 1 and not self.scheduler.waiting)

    def teardown(self):
        """Time passes, and nobody asks for more: everything ends, and every place has a worker."""
        if not hasattr(self, "scheduler"):
            return
        for _ in range(500):
            while self.spawning:
                self.be_born()
            self.wait(GRACE)
            self.every_job_waits_runs_or_has_its_outcome()
        assert not self.scheduler.waiting
        assert not self.busy()
        assert self.scheduler.alive >= self.scheduler.limits.places


TestScheduler = Model.TestCase
TestScheduler.settings = settings(
    max_examples=150, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def running(scheduler, count):
    for number in range(count):
        scheduler.worker_started(number, 0.0)
    return scheduler


def start(workers=2, waiting=64, **more):
    scheduler = Scheduler(PoolLimits(workers, waiting), **more)
    scheduler.dispatch(0.0)
    return running(scheduler, scheduler.starting)


def given(actions):
    return [action.job for action in actions if isinstance(action, Assign)]


def test_one_place_is_left_for_another_client():
    scheduler = start(workers=2)
    greedy = [Job("greedy", 30, 0.0) for _ in range(5)]
    assert [job for asked in greedy for job in given(scheduler.submit(asked, 0.0))] == greedy[:2]
    other = Job("other", 30, 0.0)
    assert given(scheduler.submit(other, 0.0)) == [other]


def test_a_long_job_gives_way_to_another_and_its_place_is_filled():
    scheduler = start(workers=1)
    scheduler.submit(Job("a", 30, 0.0), 0.0)
    assert [type(action) for action in scheduler.tick(LONG)] == [Charge]
    actions = scheduler.submit(Job("b", 30, LONG), LONG)
    assert [type(action) for action in actions] == [Demote, Assign, Spawn]


def test_a_job_becomes_long_beside_another_that_runs():
    scheduler = start(workers=1)
    scheduler.submit(Job("a", 30, 0.0), 0.0)
    scheduler.submit(Job("b", 30, 0.05), 0.05)
    assert [type(action) for action in scheduler.tick(LONG)] == [Charge, Demote, Spawn]


def test_a_worker_that_ran_a_long_job_alone_lives_on_unless_it_is_large():
    large = set()
    scheduler = start(workers=1, is_large=large.__contains__)
    (assigned,) = scheduler.submit(Job("a", 30, 0.0), 0.0)
    assert [type(action) for action in scheduler.completed(assigned.worker, 1.0)] == [Charge]
    large.add(assigned.worker)
    assert [action.worker for action in scheduler.submit(Job("a", 30, 1.0), 1.0)] == [assigned.worker]
    assert [type(action) for action in scheduler.completed(assigned.worker, 2.0)] == [Charge, Kill, Spawn]


def test_long_jobs_wait_where_the_long_lane_is_full_and_light_ones_do_not():
    scheduler = start(workers=1)
    for _ in range(3):
        scheduler.submit(Job("a", 30, 0.0), 0.0)
    now = 0.0
    numbers = count(10)
    for _ in range(4):
        now += LONG
        scheduler.tick(now)
        while scheduler.starting:
            scheduler.worker_started(next(numbers), now)
    assert len(scheduler.long.running) == 1
    assert len(scheduler.long.queue) == 2
    light = Job("b", 30, now)
    assert given(scheduler.submit(light, now)) == [light]


def test_a_full_queue_refuses_the_client_that_waits_most():
    scheduler = start(workers=1, waiting=3)
    many = [Job("many", 30, 0.0) for _ in range(4)]
    for job in many:
        scheduler.submit(job, 0.0)
    scheduler.submit(Job("x", 30, 0.0), 0.0)
    refused = scheduler.submit(Job("few", 30, 0.0), 0.0)
    assert [action.job for action in refused if isinstance(action, Fail)] == [many[-1]]


def test_a_client_without_budget_is_refused():
    scheduler = start(affords=lambda client, _now: client != "poor")
    (told,) = scheduler.submit(Job("poor", 30, 0.0), 0.0)
    assert told.reason == "spent"


def test_a_death_costs_the_client_that_caused_it():
    scheduler = start(workers=1)
    scheduler.submit(Job("killer", 30, 0.0), 0.0)
    charge = next(action for action in scheduler.worker_ended(1, 0.01) if isinstance(action, Charge))
    assert charge.client == "killer"
    assert charge.seconds > 1


def demoted(actions):
    return [action.worker for action in actions if isinstance(action, Demote)]


def test_a_job_that_waited_for_the_processor_is_not_long():
    computed = dict.fromkeys(range(9), 0.0)
    scheduler = start(workers=1, computed=computed.__getitem__)
    (assigned,) = scheduler.submit(Job("a", 30, 0.0), 0.0)
    scheduler.submit(Job("b", 30, 0.0), 0.0)
    assert not demoted(scheduler.tick(2 * LONG))
    computed[assigned.worker] = LONG / 2
    assert demoted(scheduler.tick(3 * LONG)) == [assigned.worker]


def test_a_job_that_computes_nothing_is_long_after_a_while():
    scheduler = start(workers=1, computed=lambda _worker: 0.0)
    (assigned,) = scheduler.submit(Job("a", 30, 0.0), 0.0)
    scheduler.submit(Job("b", 30, LONG), LONG)
    assert demoted(scheduler.tick(PATIENCE)) == [assigned.worker]


def test_jobs_that_wait_are_taken_back():
    scheduler = Scheduler(PoolLimits(1, 10))
    jobs = [Job(client, 30, 0.0) for client in "abab"]
    for job in jobs:
        scheduler.submit(job, 0.0)
    assert scheduler.withdraw(lambda job: job.client == "a") == [
        Fail(jobs[0], "unprepared"),
        Fail(jobs[2], "unprepared"),
    ]
    assert scheduler.waiting == 2
