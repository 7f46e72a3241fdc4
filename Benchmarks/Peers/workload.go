package main

import "fmt"

// The same work as in Figures/: latencies spread over the buckets, and series with three labels.

var latencies = func() []float64 {
	values := make([]float64, 1024)
	for index := range values {
		values[index] = float64(1+index*7919%1024*(index%16+1)) / 1000
	}
	return values
}()

var (
	methods  = []string{"GET", "POST", "PUT", "DELETE"}
	statuses = []string{"200", "201", "404", "500"}
	routes   = func() []string {
		values := make([]string, 16)
		for index := range values {
			values[index] = fmt.Sprintf("/deployments/%d", index)
		}
		return values
	}()
)

const seriesCount = 100_000

// seriesLabels makes the values anew, so that what keeps them pays for them.
func seriesLabels(index int) (method, route, status string) {
	return methods[index%4], fmt.Sprintf("/deployments/%d", index/16), statuses[index/4%4]
}

func allLabels() [][]string {
	labels := make([][]string, seriesCount)
	for index := range labels {
		method, route, status := seriesLabels(index)
		labels[index] = []string{method, route, status}
	}
	return labels
}

func seriesValue(index int) float64 { return float64(index * 7919 % 1_000_003) }

// labelBytes are the bytes of the values of a series; they are taken off its memory.
func labelBytes() int {
	sum := 0
	for index := 0; index < seriesCount; index++ {
		method, route, status := seriesLabels(index)
		sum += len(method) + len(route) + len(status)
	}
	return sum
}
