package main

import (
	"bytes"
	"compress/gzip"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"
)

var clientGolang = map[string]operation{
	"counter": func() func() float64 {
		counter := prometheus.NewCounter(prometheus.CounterOpts{Name: "jobs_total", Help: "Jobs."})
		return func() float64 { return cost(5_000_000, increment(5_000_000, counter)) }
	},
	"counter, two threads": func() func() float64 {
		counter := prometheus.NewCounter(prometheus.CounterOpts{Name: "jobs_total", Help: "Jobs."})
		return func() float64 { return contendedCost(50_000, increment(50_000, counter)) }
	},
	"histogram": func() func() float64 {
		histogram := goHistogram(0)
		return func() float64 { return cost(1_000_000, observe(1_000_000, histogram)) }
	},
	"histogram, two threads": func() func() float64 {
		histogram := goHistogram(0)
		return func() float64 { return contendedCost(20_000, observe(20_000, histogram)) }
	},
	"native histogram": func() func() float64 {
		histogram := goHistogram(1.1)
		return func() float64 { return cost(1_000_000, observe(1_000_000, histogram)) }
	},
	"label lookup": func() func() float64 {
		requests := goRequests()
		return func() float64 {
			return cost(200_000, func() {
				for index := 0; index < 200_000; index++ {
					requests.WithLabelValues(methods[index&3], routes[index>>2&15], statuses[index>>6&3]).Inc()
				}
			})
		}
	},
	"registration": func() func() float64 {
		labels := allLabels()
		return func() float64 {
			requests := goRequests()
			return cost(seriesCount, func() {
				for _, values := range labels {
					requests.WithLabelValues(values...)
				}
			})
		}
	},
	"text": func() func() float64 {
		registry := goRegistry()
		var body bytes.Buffer
		return func() float64 {
			return cost(seriesCount, func() {
				body.Reset()
				goWrite(registry, expfmt.NewEncoder(&body, expfmt.FmtText))
			})
		}
	},
	"histogram text": func() func() float64 {
		const count = 5_000
		durations := prometheus.NewHistogramVec(
			prometheus.HistogramOpts{Name: "http_request_duration_seconds", Help: "Latency."},
			[]string{"method", "route", "status"})
		for index := 0; index < count; index++ {
			histogram := durations.WithLabelValues(seriesLabels(index))
			for step := 0; step < 20; step++ {
				histogram.Observe(latencies[(index+step*37)&1023])
			}
		}
		registry := prometheus.NewRegistry()
		registry.MustRegister(durations)
		var body bytes.Buffer
		return func() float64 {
			return cost(count*14, func() {
				body.Reset()
				goWrite(registry, expfmt.NewEncoder(&body, expfmt.FmtText))
			})
		}
	},
	"protobuf": func() func() float64 {
		registry := goRegistry()
		var body bytes.Buffer
		return func() float64 {
			return cost(seriesCount, func() {
				body.Reset()
				goWrite(registry, expfmt.NewEncoder(&body, expfmt.FmtProtoDelim))
			})
		}
	},
	"gzip": func() func() float64 {
		registry := goRegistry()
		var body bytes.Buffer
		return func() float64 {
			return cost(seriesCount, func() {
				body.Reset()
				compressed := gzip.NewWriter(&body) // The level that promhttp takes.
				goWrite(registry, expfmt.NewEncoder(compressed, expfmt.FmtText))
				compressed.Close()
			})
		}
	},
	"memory": func() func() float64 {
		return func() float64 {
			bytes := retainedBytes(func() interface{} {
				requests := goRequests()
				goFill(requests)
				return requests
			})
			return (bytes - float64(labelBytes())) / seriesCount
		}
	},
}

func goHistogram(bucketFactor float64) prometheus.Histogram {
	options := prometheus.HistogramOpts{Name: "request_duration_seconds", Help: "Latency."}
	if bucketFactor > 0 {
		options.NativeHistogramBucketFactor = bucketFactor
		options.NativeHistogramMaxBucketNumber = 160
	} else {
		options.Buckets = prometheus.DefBuckets
	}
	return prometheus.NewHistogram(options)
}

func goRequests() *prometheus.CounterVec {
	return prometheus.NewCounterVec(
		prometheus.CounterOpts{Name: "http_requests_total", Help: "Requests answered."},
		[]string{"method", "route", "status"})
}

func goFill(requests *prometheus.CounterVec) {
	for index := 0; index < seriesCount; index++ {
		requests.WithLabelValues(seriesLabels(index)).Add(seriesValue(index))
	}
}

func goRegistry() *prometheus.Registry {
	requests := goRequests()
	goFill(requests)
	registry := prometheus.NewRegistry()
	registry.MustRegister(requests)
	return registry
}

func goWrite(registry *prometheus.Registry, encoder expfmt.Encoder) {
	families, err := registry.Gather()
	if err != nil {
		panic(err)
	}
	for _, family := range families {
		if err := encoder.Encode(family); err != nil {
			panic(err)
		}
	}
}

func increment(times int, counter prometheus.Counter) func() {
	return func() {
		for index := 0; index < times; index++ {
			counter.Inc()
		}
	}
}

func observe(times int, histogram prometheus.Histogram) func() {
	return func() {
		for index := 0; index < times; index++ {
			histogram.Observe(latencies[index&1023])
		}
	}
}
