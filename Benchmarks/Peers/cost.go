package main

import (
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

const (
	processClock = 2 // CLOCK_PROCESS_CPUTIME_ID
	threadClock  = 3 // CLOCK_THREAD_CPUTIME_ID
)

func processorNanoseconds(clock uintptr) int64 {
	var now syscall.Timespec
	syscall.Syscall(syscall.SYS_CLOCK_GETTIME, clock, uintptr(unsafe.Pointer(&now)), 0)
	return now.Nano()
}

// cost is the processor time of the whole process for one of so many operations: collecting what an operation leaves
// behind is part of its cost, wherever the collector runs.
func cost(operations int, body func()) float64 {
	runtime.GC()
	start := processorNanoseconds(processClock)
	body()
	return float64(processorNanoseconds(processClock)-start) / float64(operations)
}

// contendedCost runs the body on two threads at once. It is the mean of what each thread paid for one operation, of a
// run in which both really ran at the same time; below zero when the machine never had two processors to spare.
func contendedCost(operations int, body func()) float64 {
	const threads = 2
	for attempt := 0; attempt < 500; attempt++ {
		var ready int32
		var processor int64
		var start, end [threads]time.Time
		var group sync.WaitGroup
		for index := 0; index < threads; index++ {
			group.Add(1)
			go func(index int) {
				defer group.Done()
				runtime.LockOSThread()
				defer runtime.UnlockOSThread()
				atomic.AddInt32(&ready, 1)
				for atomic.LoadInt32(&ready) < threads {
				}
				start[index] = time.Now()
				began := processorNanoseconds(threadClock)
				body()
				atomic.AddInt64(&processor, processorNanoseconds(threadClock)-began)
				end[index] = time.Now()
			}(index)
		}
		group.Wait()
		first, last := start[0], end[0]
		if start[1].Before(first) {
			first = start[1]
		}
		if end[1].After(last) {
			last = end[1]
		}
		if float64(processor) >= 0.9*threads*float64(last.Sub(first).Nanoseconds()) {
			return float64(processor) / float64(threads*operations)
		}
	}
	return -1
}

// retainedBytes is what the heap keeps of what the body returns.
func retainedBytes(body func() interface{}) float64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	kept := body()
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(kept)
	return float64(after.HeapAlloc) - float64(before.HeapAlloc)
}
