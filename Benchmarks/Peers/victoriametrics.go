package main

import (
	"bytes"
	"compress/gzip"
	"fmt"

	"github.com/VictoriaMetrics/metrics"
)

// Its histogram has buckets of its own (vmrange) and no bounds to choose: it stands beside both of ours. It is not asked
// from two threads: it takes a lock, so that they sleep in turns, and what they pay is no processor time.
var victoriaMetrics = map[string]operation{
	"counter": func() func() float64 {
		counter := metrics.NewSet().NewCounter("jobs_total")
		return func() float64 {
			return cost(5_000_000, func() {
				for index := 0; index < 5_000_000; index++ {
					counter.Inc()
				}
			})
		}
	},
	"counter, two threads": func() func() float64 {
		counter := metrics.NewSet().NewCounter("jobs_total")
		return func() float64 {
			return contendedCost(50_000, func() {
				for index := 0; index < 50_000; index++ {
					counter.Inc()
				}
			})
		}
	},
	"histogram":        vmHistogram,
	"native histogram": vmHistogram,
	"label lookup": func() func() float64 {
		set := metrics.NewSet()
		return func() float64 {
			return cost(200_000, func() {
				for index := 0; index < 200_000; index++ {
					set.GetOrCreateCounter(vmName(methods[index&3], routes[index>>2&15], statuses[index>>6&3])).Inc()
				}
			})
		}
	},
	"registration": func() func() float64 {
		labels := allLabels()
		return func() float64 {
			set := metrics.NewSet()
			return cost(seriesCount, func() {
				for _, values := range labels {
					set.GetOrCreateCounter(vmName(values[0], values[1], values[2]))
				}
			})
		}
	},
	"text": func() func() float64 {
		set := metrics.NewSet()
		vmFill(set)
		var body bytes.Buffer
		return func() float64 {
			return cost(seriesCount, func() {
				body.Reset()
				set.WritePrometheus(&body)
			})
		}
	},
	"gzip": func() func() float64 {
		set := metrics.NewSet()
		vmFill(set)
		var body bytes.Buffer
		return func() float64 {
			return cost(seriesCount, func() {
				body.Reset()
				compressed := gzip.NewWriter(&body)
				set.WritePrometheus(compressed)
				compressed.Close()
			})
		}
	},
	"memory": func() func() float64 {
		return func() float64 {
			bytes := retainedBytes(func() interface{} {
				set := metrics.NewSet()
				vmFill(set)
				return set
			})
			return (bytes - float64(labelBytes())) / seriesCount
		}
	},
}

// The way its documentation names a series with labels.
func vmName(method, route, status string) string {
	return fmt.Sprintf(`http_requests_total{method=%q,route=%q,status=%q}`, method, route, status)
}

func vmFill(set *metrics.Set) {
	for index := 0; index < seriesCount; index++ {
		set.GetOrCreateCounter(vmName(seriesLabels(index))).Set(uint64(seriesValue(index)))
	}
}

func vmHistogram() func() float64 {
	histogram := metrics.NewSet().NewHistogram("request_duration_seconds")
	return func() float64 {
		return cost(1_000_000, func() {
			for index := 0; index < 1_000_000; index++ {
				histogram.Update(latencies[index&1023])
			}
		})
	}
}
